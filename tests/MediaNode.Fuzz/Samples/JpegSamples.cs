using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Fuzz.Samples;

/// <summary>JPEGs made by hand: the segments are right, the pixels are none.</summary>
public static class JpegSamples
{
    public static byte[] End { get; } = [0xFF, 0xD9];

    public static byte[] Comment { get; } = Segment(0xFE, Text("a comment"));

    public static byte[] Xmp { get; } = Segment(0xE1, Join(Text("http://ns.adobe.com/xap/1.0/\0"), ExifSamples.Xmp));

    public static byte[] Iptc { get; } = Segment(0xED, Text("Photoshop 3.0\08BIM"));

    public static byte[] Profile { get; } = Segment(0xE2, Text("ICC_PROFILE\0\x01\x01profile"));

    public static byte[] Adobe { get; } = Segment(0xEE, Text("Adobe\0d\0\0\0\0\x02"));

    /// <summary>A scan with a stuffed byte and a restart in it.</summary>
    public static byte[] Scan { get; } = [.. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4];

    public static byte[] Exif(int orientation, bool located = false) =>
        Segment(0xE1, Join(Text("Exif\0\0"), ExifSamples.Exif(orientation, located)));

    public static byte[] Frame(int marker = 0xC0, int components = 3, int width = 40, int height = 30) =>
        Segment(marker, Join([8], Big16(height), Big16(width), [(byte)components], new byte[3 * components]));

    public static byte[] Segment(int marker, byte[] body) => Join([0xFF, (byte)marker], Big16(body.Length + 2), body);

    /// <summary>The segments with the start in front of them.</summary>
    public static byte[] Of(params IEnumerable<byte[]> segments) => Join([[0xFF, 0xD8], .. segments]);

    public static IEnumerable<byte[]> All { get; } =
    [
        .. AndCut(Of(Exif(6, located: true), Xmp, Iptc, Profile, Comment, Frame(), Scan, End)),
        .. AndCut(Of(Adobe, Frame(components: 4), Scan, End, Text("trailer"))),
        Of(Frame(0xC2, components: 1), Scan, Comment, Scan, End),
        Of(Frame(0xC9), Scan, End),
        Of(Exif(1), Frame(), [0xFF, 0xFF, 0x00, 0x11], Scan, End),
        Of(Segment(0xE1, Join(Text("Exif\0\0"), ExifSamples.BigEndianExif(3))), Frame(width: 65_535, height: 65_535), Scan, End),
    ];
}
