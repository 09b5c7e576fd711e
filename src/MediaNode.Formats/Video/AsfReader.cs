using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>Windows Media, recognised and no more: the header object's GUID, ASF specification §10.1.</summary>
public static class AsfReader
{
    private static readonly byte[] _header =
        [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c];

    /// <returns>The facts, or null when the bytes are no ASF.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source) { LittleEndian = true };
        if (!cursor.TryTake(_header))
        {
            return null;
        }

        var length = cursor.U64();
        return new()
        {
            Container = Container.Asf,
            Type = "video/x-ms-asf",
            Length = source.Length,
            Damage = length > (ulong)source.Length ? "The header reaches beyond the end of the file: it is cut off." : null,
        };
    }
}
