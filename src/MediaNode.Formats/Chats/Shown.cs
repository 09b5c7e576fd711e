using MediaNode.Formats.Limits;

namespace MediaNode.Formats.Chats;

/// <summary>What stands in a bubble beside the media itself.</summary>
/// <param name="Title">The caption, or the name of a document; empty when there is neither.</param>
/// <param name="Subtitle">Below it, the type of a document; empty for what is no document.</param>
/// <param name="Truncated">Whether the title is cut to one line.</param>
/// <param name="HidesFileName">Whether a file name was given that nobody will see.</param>
/// <remarks>
/// From the page on media of the On-Premises API: a caption describes an image and is shown whole on both platforms; the caption of a
/// document takes the place of its file name, whole on iPhone and cut on Android. Where Android cuts depends on the phone: it is one line.
/// </remarks>
public sealed record Shown(string Title, string Subtitle, bool Truncated, bool HidesFileName)
{
    /// <summary>Characters of one line on a common Android phone, the ellipsis included. An estimate: fonts and screens differ.</summary>
    public const int AndroidLine = 33;

    /// <param name="kind">What the media is sent as.</param>
    /// <param name="caption">The caption; null or empty for none.</param>
    /// <param name="fileName">Of a document; null or empty for none.</param>
    /// <param name="platform">On which phone.</param>
    public static Shown Of(Kind kind, string? caption, string? fileName, Platform platform)
    {
        if (kind != Kind.Document)
        {
            return new Shown(caption ?? "", "", Truncated: false, HidesFileName: false);
        }

        var hides = !string.IsNullOrEmpty(caption) && !string.IsNullOrEmpty(fileName);
        var title = !string.IsNullOrEmpty(caption) ? caption : !string.IsNullOrEmpty(fileName) ? fileName : "Untitled";
        var cut = platform == Platform.Android && !string.IsNullOrEmpty(caption) && (title.Length > AndroidLine || title.Contains('\n', StringComparison.Ordinal));
        return new Shown(cut ? Line(title) : title, TypeOf(fileName), cut, hides);
    }

    // The app shows the extension of the name, and opens the file by it.
    private static string TypeOf(string? fileName)
    {
        var dot = fileName?.LastIndexOf('.') ?? -1;
        return dot > 0 && dot < fileName!.Length - 1 ? fileName[(dot + 1)..].ToUpperInvariant() : "FILE";
    }

    private static string Line(string text)
    {
        var first = text.Split('\n', 2)[0].TrimEnd('\r');
        if (first.Length < AndroidLine)
        {
            return first + "…";
        }

        // Not within a pair of surrogates.
        var end = char.IsHighSurrogate(first[AndroidLine - 2]) ? AndroidLine - 2 : AndroidLine - 1;
        return first[..end] + "…";
    }
}
