using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediaNode.Formats.Limits;

namespace MediaNode.Processing;

/// <summary>How media are made to fit: the settings as a value, which a plan follows.</summary>
internal sealed record ProcessingPolicy
{
    // To be raised whenever the same policy makes other renditions, or another verdict, than before: new limits, rules, steps or options
    // of an encoder.
    private const int Version = 1;
    private const int KeyBytes = 8;

    public ProcessingMode Image { get; init; }

    public ProcessingMode Sticker { get; init; }

    public ProcessingMode Audio { get; init; }

    public ProcessingMode Voice { get; init; }

    public ProcessingMode Video { get; init; }

    /// <summary>What shows through a transparent image, as 0xRRGGBB.</summary>
    public int Background { get; init; } = 0xFFFFFF;

    /// <summary>Whether an animated sticker is sent as its first frame rather than refused.</summary>
    public bool FirstFrameOfSticker { get; init; }

    public DecodeBounds Bounds { get; init; } = DecodeBounds.Default;

    /// <summary>The longest video that is transcoded.</summary>
    public TimeSpan MostVideo { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The mode for a kind; a document is never altered.</summary>
    public ProcessingMode ModeOf(Kind kind) => kind switch
    {
        Kind.Image => Image,
        Kind.Sticker => Sticker,
        Kind.Audio => Audio,
        Kind.Voice => Voice,
        Kind.Video => Video,
        _ => ProcessingMode.Strict,
    };

    /// <summary>
    /// Names what this policy does to one kind, in 16 characters. It changes when, and only when, another rendition or verdict can come
    /// of it, so that a rendition kept under a key is made again no sooner.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="asked">The mode that a request asked for; null for the policy's own.</param>
    public string KeyFor(Kind kind, ProcessingMode? asked = null)
    {
        var mode = kind == Kind.Document ? ModeOf(kind) : asked ?? ModeOf(kind);
        var text = $"{Version} {Kinds.NameOf(kind)}{Canonical(kind, mode)}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)).AsSpan(0, KeyBytes));
    }

    private string Canonical(Kind kind, ProcessingMode mode)
    {
        var bounds = string.Create(CultureInfo.InvariantCulture, $" pixels={Bounds.MostPixels} frames={Bounds.MostFrames}");
        var head = $" {ProcessingModes.NameOf(mode)}";
        return (kind, mode) switch
        {
            (Kind.Image, ProcessingMode.Fix) => string.Create(CultureInfo.InvariantCulture, $"{head}{bounds} background={Background:x6}"),
            (Kind.Sticker, ProcessingMode.Fix) => $"{head}{bounds} first-frame={FirstFrameOfSticker}",
            (Kind.Image or Kind.Sticker, _) => head + bounds,
            (Kind.Video, ProcessingMode.Fix) =>
                string.Create(CultureInfo.InvariantCulture, $"{head} pixels={Bounds.MostPixels} video={MostVideo.Ticks}"),
            (Kind.Video, _) => string.Create(CultureInfo.InvariantCulture, $"{head} pixels={Bounds.MostPixels}"),
            _ => head,
        };
    }
}
