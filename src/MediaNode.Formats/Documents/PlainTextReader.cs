using System.Text.Unicode;
using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>RTF, and plain text: UTF-8 without control characters, as far as the first 4 KB tell.</summary>
public static class PlainTextReader
{
    private const int LongestCharacter = 4;

    /// <returns><see langword="null"/> when the bytes are no text.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        if (TextStart.BeginsWith(TextStart.Of(source), "{\\rtf"u8))
        {
            return DocumentFacts.Of(source, Container.Rtf, "application/rtf");
        }

        var bytes = new ByteCursor(source).Peek(Window.Size);
        return !bytes.IsEmpty && IsText(bytes, isWhole: bytes.Length == source.Length)
            ? DocumentFacts.Of(source, Container.Text, "text/plain")
            : null;
    }

    private static bool IsText(ReadOnlySpan<byte> bytes, bool isWhole)
    {
        foreach (var value in bytes)
        {
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f') or 0x7F)
            {
                return false;
            }
        }

        // The window may cut the last character in two.
        for (var cut = 0; cut < (isWhole ? 1 : LongestCharacter) && cut < bytes.Length; cut++)
        {
            if (Utf8.IsValid(bytes[..^cut]))
            {
                return true;
            }
        }

        return false;
    }
}
