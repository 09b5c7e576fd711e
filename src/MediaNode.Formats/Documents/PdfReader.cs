using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>PDF (ISO 32000): how it begins and whether it ends.</summary>
public static class PdfReader
{
    // ISO 32000-1 annex H, implementation notes 13 and 18: readers accept the header in the first 1024 bytes and the end in the last.
    // Some writers pad the end further; one window is as cheap.
    private const int LatestHeader = 1024;

    private static ReadOnlySpan<byte> Header => "%PDF-"u8;

    /// <returns><see langword="null"/> when the bytes do not begin as PDF does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source);
        return cursor.TryTake(Header) ? Read(source, cursor) : null;
    }

    /// <summary>As <see cref="TryRead"/>, but other bytes may stand in front. So this is asked only when they are nothing else.</summary>
    public static MediaFacts? TryReadLate(ByteSource source)
    {
        var cursor = new ByteCursor(source);
        return cursor.Peek(LatestHeader).IndexOf(Header) >= 0 ? Read(source, cursor) : null;
    }

    private static MediaFacts Read(ByteSource source, ByteCursor cursor)
    {
        cursor.Seek(Math.Max(source.Length - Window.Size, 0));
        var ends = cursor.TryFind("%%EOF"u8);
        return DocumentFacts.Of(
            source, Container.Pdf, "application/pdf", ends ? null : "The file is cut off: the PDF does not end with %%EOF.");
    }
}
