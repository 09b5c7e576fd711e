namespace MediaNode.Formats.Inspection;

/// <summary>What a file is, by its content.</summary>
public enum Container
{
    Unknown,
    Jpeg,
    Png,
    WebP,
    Gif,
    Heic,
    Avif,
    Tiff,
    Bmp,

    /// <summary>ISO base media: MP4, M4A, MOV.</summary>
    Mp4,

    /// <summary>ISO base media with a 3GPP brand.</summary>
    ThreeGp,

    /// <summary>AAC in ADTS frames.</summary>
    Adts,

    /// <summary>MPEG audio, layer III.</summary>
    Mp3,

    /// <summary>MPEG audio, layer I or II.</summary>
    Mp2,

    /// <summary>AMR, narrow or wide band (RFC 4867 §5).</summary>
    Amr,
    Ogg,
    Wav,
    Flac,
    Matroska,
    Avi,
    MpegTs,

    /// <summary>MPEG program stream: VOB, MPG.</summary>
    MpegPs,
    Asf,
    Flv,
    Pdf,

    /// <summary>An archive, and not one of the formats that are archives.</summary>
    Zip,

    /// <summary>Office Open XML: docx, xlsx, pptx.</summary>
    OfficeOpenXml,

    /// <summary>OpenDocument.</summary>
    OpenDocument,

    /// <summary>OLE compound file: doc, xls, ppt.</summary>
    CompoundFile,
    PostScript,
    Svg,
    Html,
    Xml,

    /// <summary>An HLS playlist, a concat script: text that tells a player to open something else.</summary>
    Playlist,
    Rtf,
    Text,
}
