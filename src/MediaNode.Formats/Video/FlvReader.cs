using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>Flash video, recognised and no more: Adobe's video file format specification 10.1, annex E.2.</summary>
public static class FlvReader
{
    /// <returns>The facts, or null when the bytes are no FLV.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);

        // Version 1, flags of which only two may be set, and a header of nine bytes.
        return new ByteCursor(source).Peek(9) is [(byte)'F', (byte)'L', (byte)'V', 1, var flags, 0, 0, 0, 9] && (flags & 0xfa) == 0
            ? new() { Container = Container.Flv, Type = "video/x-flv", Length = source.Length }
            : null;
    }
}
