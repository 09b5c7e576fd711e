using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Fuzz.Samples;

/// <summary>WebPs made by hand.</summary>
public static class WebPSamples
{
    public static byte[] Chunk(string type, byte[] data) =>
        Join(Text(type), Little32((uint)data.Length), data, new byte[data.Length & 1]);

    public static byte[] Of(params IEnumerable<byte[]> chunks)
    {
        var body = Join(chunks);
        return Join(Text("RIFF"), Little32((uint)body.Length + 4), Text("WEBP"), body);
    }

    public static byte[] Extended(int flags, int width = 40, int height = 30) =>
        Chunk("VP8X", Join([(byte)flags, 0, 0, 0], Little24(width - 1), Little24(height - 1)));

    public static byte[] Lossy { get; } = Chunk("VP8 ", Join([0x10, 0, 0, 0x9D, 0x01, 0x2A], Little16(40), Little16(30), [1, 2, 3]));

    public static byte[] Exif { get; } = Chunk("EXIF", ExifSamples.Exif(8, located: true));

    public static byte[] Lossless { get; } = Chunk("VP8L", Join([0x2F], Little32(39 | (29 << 14) | (1 << 28)), [1, 2]));

    public static IEnumerable<byte[]> All { get; } =
    [
        .. AndCut(Of(Lossy)),
        .. AndCut(Of(Lossless)),
        Of(Extended(0x3C), Chunk("ICCP", Text("icc")), Chunk("ALPH", [0]), Lossy, Exif, Chunk("XMP ", ExifSamples.Xmp)),
        Of(Extended(0x12), Chunk("ANIM", new byte[6]), Chunk("ANMF", new byte[20]), Chunk("ANMF", new byte[20])),
        Of(Extended(0, 41), Lossy),
        Of(Extended(0x1C), Lossy, Chunk("EXIF", ExifSamples.Exif(1, located: true)), Chunk("XMP ", ExifSamples.Xmp), Chunk("mine", [1])),
        Of(Extended(0)),
    ];
}
