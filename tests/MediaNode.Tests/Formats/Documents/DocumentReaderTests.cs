using MediaNode.Formats.Inspection;
using MediaNode.Fuzz.Samples;
using Shouldly;
using Xunit;
using static MediaNode.Fuzz.Samples.DocumentSamples;

namespace MediaNode.Tests.Formats.Documents;

public class DocumentReaderTests
{
    [Theory]
    [InlineData("%!PS-Adobe-3.0 EPSF-3.0\n", Container.PostScript, "application/postscript")]
    [InlineData("#EXTM3U\nhttp://10.0.0.1/a.ts", Container.Playlist, "application/vnd.apple.mpegurl")]
    [InlineData("\xEF\xBB\xBF \r\n\t#EXTM3U", Container.Playlist, "application/vnd.apple.mpegurl")]
    [InlineData("ffconcat version 1.0\nfile /etc/passwd", Container.Playlist, "text/plain")]
    [InlineData("\n\nffconcat version 1.0", Container.Playlist, "text/plain")]
    [InlineData("<MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\">", Container.Playlist, "application/dash+xml")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Container.Svg, "image/svg+xml")]
    [InlineData("<?xml version=\"1.0\"?><!-- <html> --><!DOCTYPE svg [<!ENTITY a \"b\">]>\n<svg:svg>", Container.Svg, "image/svg+xml")]
    [InlineData("<!doctype HTML><svg>", Container.Html, "text/html")]
    [InlineData("<!doctype HTML><custom-page>", Container.Html, "text/html")]
    [InlineData(" <HTML lang=en>", Container.Html, "text/html")]
    [InlineData("<?xml version='1.0'?><note/>", Container.Xml, "application/xml")]
    [InlineData("{\\rtf1\\ansi}", Container.Rtf, "application/rtf")]
    [InlineData("plain words\n", Container.Text, "text/plain")]
    [InlineData("gr\xC3\xBC\xC3\x9F", Container.Text, "text/plain")]
    [InlineData("push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'https://example.invalid/x'", Container.Text, "text/plain")]
    [InlineData("/* XPM */", Container.Text, "text/plain")]
    [InlineData("gr\xFC\xDF", Container.Unknown, "application/octet-stream")]
    [InlineData("zero\0", Container.Unknown, "application/octet-stream")]
    [InlineData("", Container.Unknown, "application/octet-stream")]
    public void Text_is_told_by_how_it_begins(string text, Container container, string type)
    {
        var facts = Inspect(Pieces.Text(text));

        (facts.Container, facts.Type).ShouldBe((container, type));
        facts.Image.ShouldBeNull();
    }

    [Fact]
    public void A_character_cut_in_two_by_the_window_does_not_make_a_text_something_else()
    {
        for (var lead = 0; lead < 4; lead++)
        {
            var text = new string('a', lead) + string.Concat(Enumerable.Repeat("\xF0\x9F\x98\x80", 2_000));
            Inspect(Pieces.Text(text)).Container.ShouldBe(Container.Text);
        }
    }

    [Fact]
    public void A_pdf_may_begin_late_unless_it_is_something_else_and_must_end()
    {
        Inspect(Pdf).ShouldSatisfyAllConditions(f => f.Type.ShouldBe("application/pdf"), f => f.Damage.ShouldBeNull());
        Inspect([.. new byte[1019], .. Pdf]).Container.ShouldBe(Container.Pdf);
        Inspect([.. new byte[1020], .. Pdf]).Container.ShouldBe(Container.Unknown);
        Inspect([.. GifSamples.Animation(1), .. Pdf]).Container.ShouldBe(Container.Gif);
        Inspect(Pieces.Text("a text about %PDF- files")).Container.ShouldBe(Container.Text);
        Inspect(Pdf[..^8]).Damage.ShouldNotBeNull().ShouldContain("cut off");
    }

    private const string Office = "application/vnd.openxmlformats-officedocument.";

    public static TheoryData<string, Container, string> Archives => new()
    {
        { "[Content_Types].xml word/document.xml", Container.OfficeOpenXml, Office + "wordprocessingml.document" },
        { "_rels/.rels xl/workbook.xml [Content_Types].xml", Container.OfficeOpenXml, Office + "spreadsheetml.sheet" },
        { "[Content_Types].xml ppt/presentation.xml", Container.OfficeOpenXml, Office + "presentationml.presentation" },
        { "[Content_Types].xml word/a word/vbaProject.bin", Container.OfficeOpenXml, "application/vnd.ms-word.document.macroEnabled.12" },
        { "META-INF/MANIFEST.MF a.class", Container.Zip, "application/java-archive" },
        { "META-INF/MANIFEST.MF AndroidManifest.xml", Container.Zip, "application/vnd.android.package-archive" },
        { "word/a.txt", Container.Zip, "application/zip" },
        { "", Container.Zip, "application/zip" },
    };

    [Theory]
    [MemberData(nameof(Archives))]
    public void An_archive_is_told_by_the_names_in_it(string names, Container container, string type)
    {
        var facts = Inspect(Zip(names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => (name, "content"))));

        (facts.Container, facts.Type, facts.Damage).ShouldBe((container, type, null));
    }

    [Theory]
    [InlineData("application/epub+zip", Container.Zip, "application/epub+zip")]
    [InlineData("application/vnd.oasis.opendocument.spreadsheet", Container.OpenDocument, "application/vnd.oasis.opendocument.spreadsheet")]
    [InlineData("application/vnd.oasis.opendocument.\r\nX: y", Container.Zip, "application/zip")]
    [InlineData("image/jpeg", Container.Zip, "application/zip")]
    public void An_archive_may_tell_its_type_but_not_any_type(string told, Container container, string type)
    {
        var facts = Inspect(Zip(("mimetype", told), ("content.xml", "")));

        (facts.Container, facts.Type).ShouldBe((container, type));
    }

    [Fact]
    public void An_archive_has_its_directory_at_the_end_before_a_comment_at_most()
    {
        var zip = Zip(("[Content_Types].xml", ""), ("xl/a", ""));
        byte[] commented = [.. zip[..^2], .. Pieces.Little16(60_000), .. new byte[60_000]];

        Inspect(commented).ShouldSatisfyAllConditions(f => f.Damage.ShouldBeNull(), f => f.Container.ShouldBe(Container.OfficeOpenXml));
        Inspect(zip[..^30]).Damage.ShouldNotBeNull().ShouldContain("cut off");
    }

    [Theory]
    [InlineData("WordDocument", "application/msword")]
    [InlineData("Workbook", "application/vnd.ms-excel")]
    [InlineData("PowerPoint Document", "application/vnd.ms-powerpoint")]
    [InlineData("__properties_version1.0", "application/vnd.ms-outlook")]
    [InlineData("Something", "application/x-ole-storage")]
    public void A_compound_file_is_told_by_its_streams_in_whichever_sector_they_stand(string name, string type)
    {
        Inspect(CompoundFile("Root Entry", name)).Type.ShouldBe(type);
        Inspect(CompoundFile("Root Entry", "1", "2", "3", "4", "5", "6", "7", name)).Type.ShouldBe(type);
    }

    [Fact]
    public void What_stands_at_the_very_front_wins()
    {
        Inspect([.. GifSamples.Animation(1), .. Zip(("a", "b"))]).Container.ShouldBe(Container.Gif);
        Inspect([.. JpegSamples.All.First(), .. Pdf]).Container.ShouldBe(Container.Jpeg);
        Inspect([.. Zip(("a", "b")), .. Pdf]).Container.ShouldBe(Container.Zip);
        Inspect([.. Pdf, .. Zip(("a", "b"))]).Container.ShouldBe(Container.Pdf);
    }

    [Fact]
    public void No_part_of_a_document_makes_a_reader_throw()
    {
        foreach (var whole in (byte[][])[Pdf, .. Zips, .. CompoundFiles, .. Texts])
        {
            for (var length = 0; length < whole.Length; length++)
            {
                Should.NotThrow(() => Inspect(whole[..length]));
            }
        }
    }

    private static MediaFacts Inspect(byte[] bytes) => MediaSniffer.Inspect(new MemorySource(bytes));
}
