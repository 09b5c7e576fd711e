using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Handmade;

/// <summary>MP4 box by box: ISO/IEC 14496-12.</summary>
public static class Mp4
{
    public static byte[] Box(string type, params IEnumerable<byte[]> body) => Join(body) is var bytes
        ? Join(Big(4, (ulong)bytes.Length + 8), Text(type), bytes)
        : [];

    /// <summary>A box whose length stands in 64 bits.</summary>
    public static byte[] LongBox(string type, ulong claimed, byte[] body) => Join(Big(4, 1), Text(type), Big(8, claimed), body);

    public static byte[] Ftyp(string major = "isom") => Box("ftyp", Text(major), Big(4, 512), Text("isommp41"));

    /// <summary>A movie of two seconds.</summary>
    public static byte[] Moov(params IEnumerable<byte[]> tracks) =>
        Box("moov", [Box("mvhd", new byte[12], Big(4, 1000), Big(4, 2000), new byte[80]), .. tracks]);

    /// <param name="handler">Such as <c>vide</c>.</param>
    /// <param name="entry">What stands in stsd.</param>
    /// <param name="matrix">The nine numbers, or none for no turn.</param>
    /// <param name="samples">How many there are.</param>
    public static byte[] Track(string handler, byte[] entry, int[]? matrix = null, uint samples = 50) => Box(
        "trak",
        Box("tkhd", new byte[12], Big(4, 1), new byte[24],
            Join((matrix ?? [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]).Select(n => Big(4, (uint)n))),
            Big(4, 320 << 16), Big(4, 240 << 16)),
        Box("mdia",
            Box("mdhd", new byte[12], Big(4, 1000), Big(4, 2000), Big(4, 0)),
            Box("hdlr", new byte[8], Text(handler), new byte[13]),
            Box("minf", Box("stbl",
                Box("stsd", Big(4, 0), Big(4, 1), entry),
                Box("stsz", Big(4, 0), Big(4, 0), Big(4, samples))))));

    public static byte[] Picture(string type, params IEnumerable<byte[]> boxes) =>
        Box(type, [new byte[24], Big(2, 320), Big(2, 240), new byte[50], .. boxes]);

    public static byte[] Sound(string type, params IEnumerable<byte[]> boxes) =>
        Box(type, [new byte[16], Big(2, 2), Big(2, 16), Big(4, 0), Big(4, 44_100ul << 16), .. boxes]);

    /// <summary>The descriptors of an elementary stream, with what the decoder is told first.</summary>
    public static byte[] Esds(byte objectType, byte[] config) => Box(
        "esds", Big(4, 0), [3, (byte)(20 + config.Length + 3), 0, 1, 0, 4, (byte)(15 + config.Length), objectType, 0x15], new byte[11],
        [5, (byte)config.Length], config, [6, 1, 2]);

    /// <summary>H.264 Main and stereo AAC LC at 44.1 kHz.</summary>
    public static byte[] Clip() => Join(
        Ftyp(),
        Moov(
            Track("vide", Picture("avc1", Box("avcC", [1, 77, 0, 30, 0xff, 0xe0, 0]))),
            Track("soun", Sound("mp4a", Esds(0x40, [0x12, 0x10])))),
        Box("mdat", new byte[16]));
}
