using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Images;

/// <summary>Makes the facts of a picture, with the rule that all formats share: no facts about a picture without a size.</summary>
internal static class PictureFacts
{
    public const string CutOff = "The file is cut off: it ends before its picture does.";

    private const string TooMuch = "The file holds more in front of its picture than is looked through.";

    /// <summary>Why a cursor came to its end too soon.</summary>
    public static string EndOf(ByteCursor cursor) => cursor.IsSpent ? TooMuch : CutOff;

    /// <param name="source">The file.</param>
    /// <param name="container">What it is.</param>
    /// <param name="type">Its media type.</param>
    /// <param name="size">Width and height as the header has them, believed only when both are positive and fit.</param>
    /// <param name="rest">What else is known; its size is replaced.</param>
    /// <param name="damage">What was found wrong, if anything.</param>
    public static MediaFacts Of(
        ByteSource source, Container container, string type, (long Width, long Height) size, ImageFacts rest, string? damage)
    {
        var believed = size is { Width: > 0 and <= int.MaxValue, Height: > 0 and <= int.MaxValue };
        return new MediaFacts
        {
            Container = container,
            Type = type,
            Length = source.Length,
            Image = believed ? rest with { Width = (int)size.Width, Height = (int)size.Height } : null,
            Damage = damage ?? (believed ? null : "The picture's header gives no size that a picture can have."),
        };
    }

    /// <summary>What to start from, before the size is known.</summary>
    public static ImageFacts Unmeasured { get; } = new() { Width = 0, Height = 0 };
}
