using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Fuzz.Samples;

/// <summary>HEIC and AVIF made by hand: the boxes without the pictures.</summary>
public static class HeifSamples
{
    public static byte[] Box(string type, params IEnumerable<byte[]> bodies)
    {
        var body = Join(bodies);
        return Join(Big32((uint)body.Length + 8), Text(type), body);
    }

    public static byte[] FileType(string major, params IEnumerable<string> compatible) =>
        Box("ftyp", [Text(major), Big32(0), .. compatible.Select(Text)]);

    /// <summary>A picture of 40x30 as item 1, turned and mirrored as asked, with EXIF as item 2.</summary>
    public static byte[] Of(string major, int? angle = null, int? mirror = null, bool alpha = false, byte[]? exif = null)
    {
        byte[][] properties =
        [
            Box("ispe", Big32(0), Big32(40), Big32(30)),
            Box("pixi", Big32(0), [3, 10, 10, 10]),
            .. angle is { } turn ? [Box("irot", [(byte)turn])] : Array.Empty<byte[]>(),
            .. mirror is { } axis ? [Box("imir", [(byte)axis])] : Array.Empty<byte[]>(),
        ];
        var auxiliary = alpha ? Box("auxC", Big32(0), Text("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")) : [];
        var indices = Enumerable.Range(1, properties.Length).Select(index => (byte)(0x80 | index)).ToArray();
        var fileType = FileType(major, "mif1", major is "mif1" ? "heic" : major);
        exif = exif is null ? [] : Join(Big32(0), exif);

        // The EXIF comes first behind the file type, so that its place is known before the length of the boxes is.
        var place = (uint)fileType.Length + 8;
        var meta = Box(
            "meta",
            Big32(0),
            Box("pitm", Big32(0), Big16(1)),
            Box("iloc", Big32(0), [0x44, 0], Big16(1), Big16(2), Big16(0), Big16(1), Big32(place), Big32((uint)exif.Length)),
            Box("iinf", Big32(0), Big16(exif.Length == 0 ? 1 : 2), Info(1, "hvc1"), exif.Length == 0 ? [] : Info(2, "Exif")),
            Box(
                "iprp",
                Box("ipco", [.. properties, auxiliary]),
                Box("ipma", Big32(0), Big32(1), Big16(1), [(byte)indices.Length, .. indices])));
        return Join(fileType, Box("mdat", exif), meta);
    }

    /// <summary>A sequence of so many pictures.</summary>
    public static byte[] Sequence(uint frames) => Join(
        Of("avis"),
        Box("moov", Box("mvhd", new byte[100]), Box("trak", Box("mdia", Box("minf", Box("stbl", Sizes(frames)))))));

    public static IEnumerable<byte[]> All { get; } =
    [
        .. AndCut(Of("heic", angle: 1, exif: ExifSamples.Exif(6, located: true))),
        .. AndCut(Of("avif", mirror: 1, alpha: true)),
        Of("mif1", angle: 3, mirror: 0),
        Sequence(7),
        FileType("heic", "mif1"),
        FileType("isom", "mp42"),
    ];

    private static byte[] Sizes(uint frames) => Box("stsz", Big32(0), Big32(0), Big32(frames));

    private static byte[] Info(int id, string type) => Box("infe", Big32(2u << 24), Big16(id), Big16(0), Text(type), [0]);
}
