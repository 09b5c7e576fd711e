namespace MediaNode.Formats.Limits;

/// <summary>What WhatsApp takes as one kind. <see cref="All"/> is the one table: enforced, told, served and documented from here.</summary>
/// <remarks>
/// Meta's On-Premises reference, "Media": supported content types and their sizes after processing and encryption. It does not say whether
/// a MB is 10^6 or 2^20 bytes; it is taken for 2^20, as WhatsApp's own apps do.
/// </remarks>
public sealed record KindLimit
{
    private const string OpusInOgg = "audio/ogg; codecs=opus";

    private static readonly KindLimit _image = new()
    {
        Kind = Kind.Image,
        Types = ["image/jpeg", "image/png"],
        MostSealed = 5 << 20,
        MostFrames = 1,
        Transparency = false,
    };

    private static readonly KindLimit _sticker = new()
    {
        Kind = Kind.Sticker,
        Types = ["image/webp"],
        MostSealed = 100 << 10,
        Edge = 512,
        MostFrames = 1,
        Transparency = true,
    };

    private static readonly KindLimit _audio = new()
    {
        Kind = Kind.Audio,
        Types = ["audio/aac", "audio/mp4", "audio/amr", "audio/mpeg", OpusInOgg],
        MostSealed = 16 << 20,
        AudioCodecs = ["aac", "amr_nb", "mp3", "opus"],
        MonoCodecs = ["opus"],
    };

    private static readonly KindLimit _voice = new()
    {
        Kind = Kind.Voice,
        Types = [OpusInOgg],
        MostSealed = 16 << 20,
        AudioCodecs = ["opus"],
        MonoCodecs = ["opus"],
    };

    private static readonly KindLimit _video = new()
    {
        Kind = Kind.Video,
        Types = ["video/mp4", "video/3gpp"],
        MostSealed = 16 << 20,
        VideoCodecs = ["h264"],
        AudioCodecs = ["aac"],
    };

    private static readonly KindLimit _document = new()
    {
        Kind = Kind.Document,
        Types = [],
        MostSealed = 100 << 20,
    };

    /// <summary>The table.</summary>
    public static readonly IReadOnlyList<KindLimit> All = [.. Kinds.All.Select(Of)];

    public required Kind Kind { get; init; }

    /// <summary>The media types taken; none stands for any.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>The most bytes, sealed.</summary>
    public required long MostSealed { get; init; }

    /// <summary>The most bytes before they are sealed.</summary>
    public long MostPlain => SealedLength.MostPlain(MostSealed);

    /// <summary>Pixels that width and height must both have; for stickers.</summary>
    public int? Edge { get; init; }

    /// <summary>For pictures.</summary>
    public int? MostFrames { get; init; }

    /// <summary>Whether a picture may be transparent; null where the question does not arise.</summary>
    public bool? Transparency { get; init; }

    /// <summary>Codecs of the picture, by ffmpeg's names; for video.</summary>
    public IReadOnlyList<string> VideoCodecs { get; init; } = [];

    /// <summary>Codecs of the sound, by ffmpeg's names; for sound and video.</summary>
    public IReadOnlyList<string> AudioCodecs { get; init; } = [];

    /// <summary>Those of <see cref="AudioCodecs"/> that are taken with one channel only.</summary>
    public IReadOnlyList<string> MonoCodecs { get; init; } = [];

    public static KindLimit Of(Kind kind) => kind switch
    {
        Kind.Image => _image,
        Kind.Video => _video,
        Kind.Audio => _audio,
        Kind.Voice => _voice,
        Kind.Document => _document,
        Kind.Sticker => _sticker,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
