using System.IO.Compression;
using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Fuzz.Samples;

/// <summary>PNGs made by hand, with true checksums.</summary>
public static class PngSamples
{
    public static byte[] Signature { get; } = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public static byte[] Pixels { get; } = Chunk("IDAT", [0x78, 0x9C, 3, 0, 0, 0, 0, 1]);

    public static byte[] Xmp { get; } = Chunk("iTXt", Join(Text("XML:com.adobe.xmp\0\0\0\0\0"), ExifSamples.Xmp));

    public static byte[] End { get; } = Chunk("IEND", []);

    public static byte[] Header(uint width = 40, uint height = 30, int depth = 8, int color = 2) =>
        Chunk("IHDR", Join(Big32(width), Big32(height), [(byte)depth, (byte)color, 0, 0, 0]));

    public static byte[] Chunk(string type, byte[] data)
    {
        var named = Join(Text(type), data);
        return Join(Big32((uint)data.Length), named, Big32(Checksum(named)));
    }

    /// <summary>The chunks with the signature in front of them.</summary>
    public static byte[] Of(params IEnumerable<byte[]> chunks) => Join([Signature, .. chunks]);

    /// <summary>30,000 pixels square, black, in about 100 KB: a bomb for whoever unpacks it.</summary>
    public static byte[] Bomb()
    {
        const int Side = 30_000;
        using var packed = new MemoryStream();
        using (var pack = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (Side / 8)];
            for (var at = 0; at < Side; at++)
            {
                pack.Write(row);
            }
        }

        return Of(Header(Side, Side, depth: 1, color: 0), Chunk("IDAT", packed.ToArray()), End);
    }

    public static IEnumerable<byte[]> All { get; } =
    [
        .. AndCut(Of(Header(), Chunk("eXIf", ExifSamples.Exif(3, located: true)), Chunk("tEXt", Text("Comment\0one")), Pixels, End)),
        .. AndCut(Of(Header(color: 3), Chunk("PLTE", new byte[6]), Chunk("tRNS", [0]), Pixels, End, Text("trailer"))),
        Of(Header(), Chunk("acTL", Join(Big32(3), Big32(0))), Pixels, Chunk("fdAT", new byte[8]), End),
        Of(Header(depth: 16, color: 6), Chunk("iCCP", Text("icc\0\0x")), Xmp, Pixels, End),
        Of(Header(depth: 3), Pixels, End),
        Of(Header(width: 0), Pixels, End),
    ];

    // Bit by bit and slow, so that the reader's table is checked by something else.
    private static uint Checksum(byte[] bytes) => ~bytes.Aggregate(uint.MaxValue, (sum, value) =>
    {
        sum ^= value;
        for (var bit = 0; bit < 8; bit++)
        {
            sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320u);
        }

        return sum;
    });
}
