using System.Collections.Frozen;
using MediaNode.Formats.Inspection;

namespace MediaNode.Sandboxing.Tools;

/// <summary>A container that ffmpeg may open, under the name of its one demuxer. There is none for what is not on the list.</summary>
internal sealed record MediaFormat
{
    /// <summary>
    /// The decoders that may be opened: what phones and messengers make, and what people convert from. Rare ones are where the flaws are
    /// (MagicYUV: CVE-2026-8461). Subtitles and covers are on it because one forbidden track fails the whole file.
    /// </summary>
    public const string Decoders =
        "h264,hevc,libdav1d,av1,vp8,libvpx,vp9,libvpx-vp9,mpeg4,h263,mpeg1video,mpeg2video,mjpeg,png,"
        + "aac,aac_latm,mp3float,mp3,mp2float,mp2,opus,libopus,vorbis,libvorbis,amrnb,libopencore_amrnb,amrwb,libopencore_amrwb,flac,alac,ac3,eac3,"
        + "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_u8,pcm_f32le,pcm_alaw,pcm_mulaw,adpcm_ms,adpcm_ima_wav,"
        + "movtext,mov_text,subrip,srt,ass,ssa,webvtt";

    private static readonly FrozenSet<string> _decoders = Decoders.Split(',').ToFrozenSet(StringComparer.Ordinal);

    private MediaFormat(string demuxer) => Demuxer = demuxer;

    /// <summary>As ffmpeg calls it.</summary>
    public string Demuxer { get; }

    /// <returns>Null for a container that ffmpeg is never given: pictures, documents, playlists, and whatever is unknown.</returns>
    public static MediaFormat? For(Container container) => container switch
    {
        Container.Mp4 or Container.ThreeGp => new MediaFormat("mov"),
        Container.Adts => new MediaFormat("aac"),
        Container.Mp3 => new MediaFormat("mp3"),
        Container.Amr => new MediaFormat("amr"),
        Container.Ogg => new MediaFormat("ogg"),
        Container.Wav => new MediaFormat("wav"),
        Container.Flac => new MediaFormat("flac"),
        Container.Matroska => new MediaFormat("matroska"),
        Container.Avi => new MediaFormat("avi"),
        Container.MpegTs => new MediaFormat("mpegts"),
        Container.Flv => new MediaFormat("flv"),
        _ => null,
    };

    /// <summary>Whether one of <see cref="Decoders"/> reads a codec, which goes by another name than its decoder here and there.</summary>
    /// <param name="codec">As ffprobe and our own readers name it.</param>
    public static bool Decodes(string codec) => _decoders.Contains(codec switch
    {
        "amr_nb" => "amrnb",
        "amr_wb" => "amrwb",
        _ => codec,
    });

    /// <summary>The options before an input that hold ffmpeg and ffprobe to this format: nothing is guessed from content.</summary>
    public IReadOnlyList<string> InputOptions =>
    [
        "-protocol_whitelist", "file,pipe", "-format_whitelist", Demuxer, "-codec_whitelist", Decoders, "-max_streams", "32", "-f", Demuxer,
    ];
}
