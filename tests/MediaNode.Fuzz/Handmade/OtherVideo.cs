using static MediaNode.Fuzz.Handmade.Piece;

namespace MediaNode.Fuzz.Handmade;

/// <summary>The formats of which little is read.</summary>
public static class OtherVideo
{
    /// <summary>VP9 of 320x240 and mono Opus, two seconds: RFC 9559.</summary>
    public static byte[] Matroska(string docType) => Join(
        Element(0x1a45dfa3, Element(0x4282, Text(docType))),
        Element(0x18538067,
            Element(0x1549a966, Element(0x2ad7b1, Big(3, 1_000_000)), Element(0x4489, Big(4, BitConverter.SingleToUInt32Bits(2000)))),
            Element(0x1654ae6b,
                Element(0xae, Element(0x83, [1]), Element(0x86, Text("V_VP9")),
                    Element(0xe0, Element(0xb0, Big(2, 320)), Element(0xba, [240]))),
                Element(0xae, Element(0x83, [2]), Element(0x86, Text("A_OPUS")), Element(0xe1, Element(0x9f, [1])))),
            Element(0x1f43b675, new byte[8])));

    /// <summary>Motion JPEG of 320x240, two seconds.</summary>
    public static byte[] Avi()
    {
        var header = Chunk("strh",
            Text("vidsMJPG"), new byte[12], Little(4, 1), Little(4, 25), Little(4, 0), Little(4, 50), new byte[16]);
        var format = Chunk("strf", Little(4, 40), Little(4, 320), Little(4, 240), Little(2, 1), Little(2, 24), Text("MJPG"), new byte[20]);
        var lists = Chunk("LIST", Text("hdrl"), Chunk("avih", new byte[56]), Chunk("LIST", Text("strl"), header, format));
        return Chunk("RIFF", Text("AVI "), lists, Chunk("LIST", Text("movi"), new byte[16]));
    }

    public static byte[] Transport(int packets) => Join(Enumerable.Repeat(Join([0x47, 0x40, 0, 0x10], new byte[184]), packets));

    public static byte[] Asf() => Join(
        [0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11, 0xa6, 0xd9, 0x00, 0xaa, 0x00, 0x62, 0xce, 0x6c], Little(8, 30), new byte[6]);

    private static byte[] Chunk(string id, params IEnumerable<byte[]> body) =>
        Join(body) is var bytes ? Join(Text(id), Little(4, (ulong)bytes.Length), bytes) : [];

    private static byte[] Element(uint id, params IEnumerable<byte[]> body)
    {
        var bytes = Join(body);
        var width = id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1;
        return Join(Big(width, id), Big(4, 0x10000000ul | (uint)bytes.Length), bytes);
    }
}
