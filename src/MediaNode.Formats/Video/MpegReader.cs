using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Video;

/// <summary>MPEG transport and program streams, recognised and no more: ISO/IEC 13818-1 §2.4.3.2 and §2.5.3.3.</summary>
public static class MpegReader
{
    private const int Packet = 188;

    // One byte of sync is found anywhere; at so many packets in a row it is not.
    private const int PacketsThatConvince = 4;

    /// <returns>The facts, or null when the bytes are neither.</returns>
    public static MediaFacts? TryRead(ByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var cursor = new ByteCursor(source);
        return IsProgram(cursor.Peek(14)) ? Facts(Container.MpegPs, "video/mpeg", source)
            : IsTransport(cursor, 0, Packet) || IsTransport(cursor, 4, Packet + 4) ? Facts(Container.MpegTs, "video/mp2t", source)
            : null;
    }

    /// <summary>A pack header of MPEG-2, or of MPEG-1 (ISO/IEC 11172-1 §2.4.3.2), with its marker bits.</summary>
    private static bool IsProgram(ReadOnlySpan<byte> pack) =>
        pack.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xba]) && pack.Length == 14
        && ((pack[4] & 0xc4) == 0x44 || (pack[4] & 0xf1) == 0x21);

    /// <param name="cursor">The source.</param>
    /// <param name="first">Where the first packet begins: behind a time stamp of four bytes in the files of cameras.</param>
    /// <param name="distance">From one packet to the next.</param>
    private static bool IsTransport(ByteCursor cursor, int first, int distance)
    {
        var bytes = cursor.Peek(first + (distance * PacketsThatConvince));
        if (bytes.Length < first + (distance * (PacketsThatConvince - 1)) + 1)
        {
            return false;
        }

        for (var packet = 0; packet < PacketsThatConvince; packet++)
        {
            if (bytes[first + (distance * packet)] != 0x47)
            {
                return false;
            }
        }

        return true;
    }

    private static MediaFacts Facts(Container container, string type, ByteSource source) =>
        new() { Container = container, Type = type, Length = source.Length };
}
