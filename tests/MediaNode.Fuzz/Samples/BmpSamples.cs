using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Fuzz.Samples;

/// <summary>BMPs made by hand.</summary>
public static class BmpSamples
{
    public static byte[] Of(int width = 40, int height = 30, int bits = 24, int header = 40, uint alpha = 0)
    {
        var pixels = new byte[((Math.Abs(width) * bits) + 31) / 32 * 4 * Math.Abs(height)];
        var size = Join(Little32((uint)width), Little32((uint)height));
        var planesAndBits = Join(Little16(1), Little16(bits));
        var info = header == 12
            ? Join(Little32(12), Little16(width), Little16(height), planesAndBits)
            : Join(Little32((uint)header), size, planesAndBits, new byte[36], Little32(alpha), new byte[68])[..header];
        var start = (uint)(14 + info.Length);
        return Join(Text("BM"), Little32(start + (uint)pixels.Length), Little32(0), Little32(start), info, pixels);
    }

    public static IEnumerable<byte[]> All { get; } =
    [
        .. AndCut(Of(height: -30)),
        .. AndCut(Of(header: 12)),
        Of(bits: 32, header: 124, alpha: 0xFF000000),
        Of(bits: 8),
        Of(width: -1),
        Of(bits: 0),
    ];
}
