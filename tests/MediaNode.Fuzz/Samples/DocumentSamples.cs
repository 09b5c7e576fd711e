using System.Text;
using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Fuzz.Samples;

/// <summary>Documents made by hand.</summary>
public static class DocumentSamples
{
    public static byte[] Pdf { get; } = Text("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n");

    public static IEnumerable<byte[]> Pdfs { get; } =
    [
        .. AndCut(Pdf),
        .. AndCut(Join(new byte[100], Pdf)),
        Join(new byte[1019], Pdf),
        Join(new byte[1020], Pdf),
        Join(Pdf, new byte[3_000]),
        Text("%PDF-"),
    ];

    /// <summary>An archive of stored entries.</summary>
    public static byte[] Zip(params IEnumerable<(string Name, string Content)> entries)
    {
        var (local, central) = (new List<byte>(), new List<byte>());
        var count = 0;
        foreach (var (name, content) in entries)
        {
            var size = Little32((uint)content.Length);
            byte[] common = [.. new byte[12], .. size, .. size, .. Little16(name.Length), 0, 0];
            central.AddRange(Join(Text("PK\x01\x02\x14\0\x14\0"), common, new byte[10], Little32((uint)local.Count), Text(name)));
            local.AddRange(Join(Text("PK\x03\x04\x14\0"), common, Text(name), Text(content)));
            count++;
        }

        var counts = Join(Little16(count), Little16(count), Little32((uint)central.Count), Little32((uint)local.Count));
        return Join([.. local], [.. central], Text("PK\x05\x06\0\0\0\0"), counts, [0, 0]);
    }

    public static IEnumerable<byte[]> Zips { get; } =
    [
        .. AndCut(Zip(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>"))),
        .. AndCut(Zip(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", ""))),
        Zip(("xl/workbook.xml", ""), ("[Content_Types].xml", ""), ("xl/vbaProject.bin", "")),
        Zip(("META-INF/MANIFEST.MF", "")),
        Zip(),
        Join(Zip(("a", "b"))[..^2], Little16(8), Text("PK\x05\x06abcd")),
    ];

    /// <summary>A compound file whose directory names these streams, four to a sector.</summary>
    public static byte[] CompoundFile(params string[] names)
    {
        byte[] Entry(string name) =>
            Join(Encoding.Unicode.GetBytes(name.PadRight(32, '\0')), [(byte)(2 + (2 * name.Length))], new byte[63]);
        var sectors = names.Chunk(4).Select(chunk => Join(chunk.Select(Entry).Append(new byte[128 * (4 - chunk.Length)])));
        var count = (names.Length + 3) / 4;
        byte[] magic = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
        var header = Join(magic, new byte[22], Little16(9), new byte[16], Little32(1), new byte[24], Little32(0), new byte[432]);
        var table = Join(
        [
            Little32(0xFFFFFFFD),
            .. Enumerable.Range(1, count).Select(at => Little32(at == count ? 0xFFFFFFFE : (uint)at + 1)),
            new byte[4 * (127 - count)],
        ]);
        return Join([header, table, .. sectors]);
    }

    public static IEnumerable<byte[]> CompoundFiles { get; } =
    [
        .. AndCut(CompoundFile("Root Entry", "WordDocument")),
        .. AndCut(CompoundFile("Root Entry", "a", "b", "c", "d", "Workbook")),
        CompoundFile("Root Entry", "PowerPoint Document"),
        CompoundFile("Root Entry"),
        CompoundFile("Root Entry", "__properties_version1.0"),
    ];

    public static IEnumerable<byte[]> Texts { get; } =
    [
        .. new[]
        {
            "%!PS-Adobe-3.0 EPSF-3.0\n", "\x04%!PS", "%!", "\xC5\xD0\xD3\xC6preview",
            "#EXTM3U\n#EXT-X-TARGETDURATION:10\nhttp://10.0.0.1/a.ts",
            "\xEF\xBB\xBF \r\n#EXTM3U", "ffconcat version 1.0\nfile /etc/passwd", "[playlist]\nFile1=x",
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "<?xml version=\"1.0\"?><!-- a --><!DOCTYPE svg [<!ENTITY a \"b\">]><svg:svg>",
            "<!doctype HTML><p>", "<html>", "<?xml version='1.0'?><note/>",
            "<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">", "{\\rtf1\\ansi}",
            "push graphic-context\nimage over 0,0 0,0 'x'",
            "plain", "gr\xC3\xBC\xC3\x9F", "\xFF\0", "",
        }.Select(Text),
    ];
}
