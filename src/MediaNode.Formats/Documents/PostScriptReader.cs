using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Documents;

/// <summary>PostScript and EPS, with a preview in front or without.</summary>
public static class PostScriptReader
{
    /// <returns><see langword="null"/> when the bytes do not begin as PostScript does.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        var cursor = new ByteCursor(source);
        cursor.TryTake([0x04]); // Printers' end of transmission, which interpreters step over.
        return cursor.TryTake("%!"u8) || cursor.TryTake([0xC5, 0xD0, 0xD3, 0xC6])
            ? DocumentFacts.Of(source, Container.PostScript, "application/postscript")
            : null;
    }
}
