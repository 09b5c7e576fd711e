using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Fuzz.Samples;

/// <summary>EXIF, and TIFF pictures, which are the same structure.</summary>
public static class ExifSamples
{
    /// <summary>XMP that tells a place.</summary>
    public static byte[] Xmp { get; } =
        Text("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF><rdf:Description exif:GPSLatitude=\"52,31N\"/></rdf:RDF></x:xmpmeta>");

    /// <summary>EXIF with an orientation and, if wanted, a pointer to a place.</summary>
    public static byte[] Exif(int orientation, bool located = false) =>
        Join(Text("II"), Little16(42), Little32(8), Directory([(0x0112, 3, 1, (uint)orientation), .. located ? Place : []]));

    /// <summary>The same, with the high byte first.</summary>
    public static byte[] BigEndianExif(int orientation) =>
        Join(Text("MM"), Big16(42), Big32(8), Big16(1), Big16(0x0112), Big16(3), Big32(1), Big16(orientation), Big16(0), Big32(0));

    /// <summary>A TIFF of so many pages, without its pixels, which no header pass looks at.</summary>
    public static byte[] Tiff(int pages = 1, int photometric = 2)
    {
        (int, int, uint, uint)[] fields =
        [
            (256, 4, 1, 40), (257, 4, 1, 30), (258, 3, 1, 8), (262, 3, 1, (uint)photometric),
            (274, 3, 1, 6), (338, 3, 1, 2), (34675, 7, 4, 0),
        ];
        var length = 2 + (12 * fields.Length) + 4;
        return Join(
            [
                Text("II"), Little16(42), Little32(8),
                .. Enumerable.Range(1, pages).Select(page => Directory(fields, page == pages ? 0 : 8 + (uint)(page * length))),
            ]);
    }

    /// <summary>A TIFF whose second page follows itself.</summary>
    public static byte[] Circle()
    {
        var tiff = Tiff(pages: 2);
        Little32(8).CopyTo(tiff, tiff.Length - 4);
        return tiff;
    }

    /// <summary>BigTIFF: 64-bit counts and offsets.</summary>
    public static byte[] BigTiff() =>
        Join(
            Text("II"), Little16(43), Little16(8), Little16(0), Little64(16), Little64(2),
            Little16(256), Little16(4), Little64(1), Little64(70_000),
            Little16(257), Little16(16), Little64(1), Little64(50_000),
            Little64(0));

    private static (int, int, uint, uint)[] Place => [(0x8825, 4, 1, 26)];

    private static byte[] Directory((int Tag, int Type, uint Count, uint Value)[] fields, uint next = 0) => Join(
        [
            Little16(fields.Length),
            .. fields.Select(field => Join(Little16(field.Tag), Little16(field.Type), Little32(field.Count), Little32(field.Value))),
            Little32(next),
        ]);

    private static byte[] Little64(long value) => [.. Little32((uint)value), .. Little32((uint)(value >> 32))];
}
