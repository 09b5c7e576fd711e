using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Fuzz.Samples;

/// <summary>GIFs made by hand.</summary>
public static class GifSamples
{
    public static byte[] Start { get; } = Join(Text("GIF89a"), Little16(40), Little16(30), [0x80, 0, 0], new byte[6]);

    public static byte[] Transparent { get; } = [0x21, 0xF9, 4, 1, 0, 0, 0, 0];

    public static byte[] Comment { get; } = [0x21, 0xFE, 3, (byte)'a', (byte)'b', (byte)'c', 0];

    public static byte[] Xmp { get; } =
        [0x21, 0xFF, .. Text("\x0BXMP DataXMP"), .. ExifSamples.Xmp, 1, .. Enumerable.Range(0, 256).Select(at => (byte)(255 - at)), 0];

    public static byte[] End { get; } = [0x3B];

    public static byte[] Frame(int width = 40, int height = 30) =>
        Join([0x2C, 0, 0, 0, 0], Little16(width), Little16(height), [0, 2, 2, 0x44, 1, 0]);

    public static byte[] Animation(int frames) => Join([Start, .. Enumerable.Repeat(Frame(), frames), End]);

    public static IEnumerable<byte[]> All { get; } =
    [
        .. AndCut(Join(Start, Transparent, Frame(), Comment, Frame(), End)),
        .. AndCut(Join(Start, Xmp, Frame(), End)),
        Animation(5),
        Join(Text("GIF87a"), Little16(1), Little16(1), [0, 0, 0], Frame(5_000, 4_000), End),
        Join(Start, End),
        Join(Start, Frame(), [7]),
    ];
}
