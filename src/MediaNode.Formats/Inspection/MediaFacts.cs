namespace MediaNode.Formats.Inspection;

/// <summary>What was measured in the bytes of a media, never what somebody claimed.</summary>
public sealed record MediaFacts
{
    /// <summary>What the bytes are; <see cref="Container.Unknown"/> is an answer, not a failure.</summary>
    public required Container Container { get; init; }

    /// <summary>
    /// The media type of the bytes in its usual spelling, such as <c>image/jpeg</c> or <c>audio/ogg; codecs=opus</c>;
    /// <c>application/octet-stream</c> when unknown.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>Bytes.</summary>
    public required long Length { get; init; }

    /// <summary>For pictures, moving ones too.</summary>
    public ImageFacts? Image { get; init; }

    /// <summary>For sound and video: every track, in the order of the file.</summary>
    public IReadOnlyList<TrackFacts> Tracks { get; init; } = [];

    /// <summary>For sound and video: how long it plays, where the headers tell.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>For MP4 and its kin: whether <c>moov</c> stands before <c>mdat</c>, so that it plays before it is whole; else null.</summary>
    public bool? FastStart { get; init; }

    /// <summary>For MP4 and its kin: whether the samples come in fragments, each with its own index, so that there is none of the whole.</summary>
    public bool Fragmented { get; init; }

    /// <summary>For MP4 and its kin: the major brand and then the compatible ones, each four characters.</summary>
    public IReadOnlyList<string> Brands { get; init; } = [];

    /// <summary>
    /// Why the bytes cannot be what they set out to be: cut off, contradictory, beyond the reader's bounds. One sentence, printable ASCII,
    /// for the client. Null when nothing was found wrong by the headers, which is no promise for what stands behind them.
    /// </summary>
    public string? Damage { get; init; }
}

/// <summary>What a picture's header says.</summary>
public sealed record ImageFacts
{
    /// <summary>Pixels, as stored: before any orientation is applied.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels, as stored.</summary>
    public required int Height { get; init; }

    /// <summary>The EXIF orientation, 1 to 8; 1 when there is none (CIPA DC-008, tag 0x0112).</summary>
    public int Orientation { get; init; } = 1;

    public ColorModel Color { get; init; } = ColorModel.Rgb;

    /// <summary>Bits a channel.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>Whether there is an alpha channel or a transparent colour, used or not.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>For JPEG: sent in several scans.</summary>
    public bool Progressive { get; init; }

    /// <summary>1 for a still picture. Counting stops at <see cref="MostFrames"/>.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>For WebP: whether the header calls it an animation, if only of one frame. Others are one by their frames.</summary>
    public bool Animated { get; init; }

    /// <summary>Whether there is EXIF, XMP, IPTC or a text comment.</summary>
    public bool HasMetadata { get; init; }

    /// <summary>Whether the metadata tell a place: a GPS directory in EXIF, or GPS fields in XMP.</summary>
    public bool HasLocation { get; init; }

    /// <summary>
    /// Bytes of a copy without metadata and without what stands behind the picture's end, its pixels and its profile untouched.
    /// Null where nobody measured it, or the copy takes a decoder.
    /// </summary>
    public long? LengthWithoutMetadata { get; init; }

    /// <summary>Whose colours the ICC profile tells, if there is one.</summary>
    public ColorProfile Profile { get; init; }

    /// <summary>Whether there is an ICC profile.</summary>
    public bool HasProfile => Profile != ColorProfile.None;

    /// <summary>For JPEG: about the quality, 1 to 100, that libjpeg has for its table of luminance; null when none tells.</summary>
    public int? Quality { get; init; }

    /// <summary>For JPEG: whether colour is stored at a lower resolution than brightness.</summary>
    public bool Subsampled { get; init; }

    /// <summary>Frames are counted no further than this.</summary>
    public const int MostFrames = 10_000;

    /// <summary>Width times height.</summary>
    public long Pixels => (long)Width * Height;
}

/// <summary>How a pixel's colour is stored.</summary>
public enum ColorModel
{
    Gray,
    Rgb,
    Palette,

    /// <summary>Four inks, as printers want them: CMYK or YCCK.</summary>
    Cmyk,
}

/// <summary>What an ICC profile says of a picture's colours.</summary>
public enum ColorProfile
{
    /// <summary>There is none: the colours are taken for sRGB.</summary>
    None,
    Srgb,

    /// <summary>Another one, or one that only a decoder could tell.</summary>
    Other,

    /// <summary>What stands in its place is no profile.</summary>
    Broken,
}

/// <summary>One track of sound or video.</summary>
public sealed record TrackFacts
{
    public required TrackKind Kind { get; init; }

    /// <summary>The codec under the name ffmpeg gives it (<c>h264</c>, <c>aac</c>, <c>opus</c>, <c>amr_nb</c> …), or <c>unknown</c>.</summary>
    public required string Codec { get; init; }

    /// <summary>Pixels; for video.</summary>
    public int? Width { get; init; }

    /// <summary>Pixels; for video.</summary>
    public int? Height { get; init; }

    /// <summary>Degrees clockwise by which a player turns the picture: 0, 90, 180 or 270; for video.</summary>
    public int Rotation { get; init; }

    /// <summary>Frames a second, on average; for video, null until a decoder looked.</summary>
    public double? FrameRate { get; init; }

    /// <summary>For sound.</summary>
    public int? Channels { get; init; }

    /// <summary>Hertz; for sound.</summary>
    public int? SampleRate { get; init; }

    /// <summary>The codec's profile as ffprobe names it (<c>Main</c>, <c>LC</c>); null until a decoder looked.</summary>
    public string? Profile { get; init; }

    /// <summary>Whether frames refer to later ones; null until a decoder looked.</summary>
    public bool? HasBFrames { get; init; }

    /// <summary>As ffprobe names it (<c>yuv420p</c>); null until a decoder looked.</summary>
    public string? PixelFormat { get; init; }
}

public enum TrackKind
{
    Video,
    Audio,

    /// <summary>Subtitles, time codes, hints, cover pictures.</summary>
    Other,
}
