using System.Text;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>The first 4 KB of a file, for the formats that are text.</summary>
internal static class TextStart
{
    /// <summary>What stands behind a byte order mark and white space, which whoever reads such text steps over.</summary>
    public static ReadOnlySpan<byte> Of(ByteSource source)
    {
        var cursor = new ByteCursor(source);
        cursor.TryTake([0xEF, 0xBB, 0xBF]);
        return cursor.Peek(Window.Size).TrimStart(" \t\r\n\f\v"u8);
    }

    /// <summary>Whether a text begins with a word in any case; <paramref name="word"/> is in lower case.</summary>
    public static bool BeginsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);
}
