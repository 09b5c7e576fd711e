using System.Globalization;
using System.Text.Json;

namespace MediaNode.Inbound;

/// <summary>What a user wrote beside his media, as far as the business is told of it.</summary>
internal static class SenderWords
{
    // WhatsApp's own clients take 1,024; more is cut, not refused.
    private const int MostCaption = 4096;
    private const int MostFileName = 255; // As file systems have it.

    /// <returns>Null for none.</returns>
    public static string? Caption(string content) => Member(content, "caption") is { Length: > 0 } text ? Cut(text, MostCaption) : null;

    /// <summary>The name that the sender's file has, fit to be shown and to be the name of a file.</summary>
    /// <remarks>
    /// Without control characters and without those that turn the direction of writing, by which <c>gpj.exe</c> is shown as <c>exe.jpg</c>;
    /// and with no separator of paths.
    /// </remarks>
    /// <returns>Null for none.</returns>
    public static string? FileName(string content)
    {
        if (Member(content, "filename") is not { } text)
        {
            return null;
        }

        var name = Cut(string.Concat(text.Where(IsShown).Select(letter => letter is '/' or '\\' ? '_' : letter)).Trim(), MostFileName);
        return name.Trim('.').Length == 0 ? null : name;
    }

    private static bool IsShown(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static string? Member(string content, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(content);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Half a character, say. The media counts, and what stands beside it is left out.
            return null;
        }
    }

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
