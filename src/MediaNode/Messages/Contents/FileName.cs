using System.Buffers;
using System.Globalization;

namespace MediaNode.Messages.Contents;

/// <summary><c>filename</c> of a document: what the phone shows, and by whose extension it opens the file.</summary>
internal static class FileName
{
    // Control characters, and the two that turn the writing around: with U+202E "gpj.exe" shows as "exe.jpg". Marks and embeddings have honest uses.
    private static readonly SearchValues<char> _misleading = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(static code => (char)code).Where(char.IsControl), '\u2028', '\u2029', '\u202D', '\u202E']);

    /// <returns>The name as it was given; null when there is none, and a finding when it could be shown as another than it is.</returns>
    public static string? Of(Parameter name)
    {
        if (name.Text(int.MaxValue) is not { } text)
        {
            return null;
        }

        var at = text.AsSpan().IndexOfAny(_misleading);
        if (at < 0)
        {
            return text;
        }

        name.Invalid(string.Create(CultureInfo.InvariantCulture,
            $"has the character U+{(int)text[at]:X4} at {at}; one without control characters and without overrides of the direction of writing is accepted."));
        return null;
    }
}
