using MediaNode.Formats.Images;
using MediaNode.Formats.Inspection;
using MediaNode.Fuzz.Samples;
using Shouldly;
using Xunit;
using static MediaNode.Fuzz.Samples.JpegSamples;
using static MediaNode.Fuzz.Samples.Pieces;

namespace MediaNode.Tests.Formats.Images;

public sealed class MetadataStripperTests(RealPictures pictures) : IClassFixture<RealPictures>
{
    [Theory]
    [InlineData("plain.jpg")]
    [InlineData("rgb.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg")]
    public void A_real_jpeg_loses_its_metadata_and_keeps_every_pixel_and_its_profile(string name)
    {
        byte[][] metadata = [Exif(1, located: true), JpegSamples.Xmp, Iptc, Comment];
        var jpeg = Join([[0xFF, 0xD8], .. metadata, pictures[name][2..], Text("a film behind the picture")]);

        var stripped = Strip(jpeg);

        var (before, after) = (Inspect(jpeg).Image!, Inspect(stripped).Image!);
        before.HasLocation.ShouldBeTrue();
        after.ShouldBe(before with { HasMetadata = false, HasLocation = false });
        stripped.AsSpan().IndexOf("GPS"u8).ShouldBe(-1);
        stripped.AsSpan().IndexOf("film"u8).ShouldBe(-1);
        pictures.Pixels(stripped).ShouldBe(pictures.Pixels(pictures[name]));
    }

    [Fact]
    public void A_jpeg_keeps_what_tells_its_colours_and_loses_comments_between_scans()
    {
        var jpeg = Of(Segment(0xE0, Text("JFIF\0")), Exif(1), Profile, Adobe, Frame(0xC2), Scan, Comment, Scan, Iptc, End);

        Strip(jpeg).ShouldBe(Of(Segment(0xE0, Text("JFIF\0")), Profile, Adobe, Frame(0xC2), Scan, Scan, End));
    }

    [Fact]
    public void A_picture_without_metadata_comes_out_as_it_went_in()
    {
        var jpeg = Of(Frame(), Scan, End);
        var png = PngSamples.Of(PngSamples.Header(), PngSamples.Pixels, PngSamples.End);

        Strip(jpeg).ShouldBe(jpeg);
        Strip(png).ShouldBe(png);
    }

    [Theory]
    [InlineData("rgb.png")]
    [InlineData("rgba.png")]
    [InlineData("moving.apng")]
    public void A_real_png_loses_its_metadata_and_keeps_every_pixel(string name)
    {
        var whole = pictures[name];
        var behindHeader = PngSamples.Signature.Length + 25;
        var png = Join(
            whole[..behindHeader],
            PngSamples.Chunk("eXIf", ExifSamples.Exif(1, located: true)),
            PngSamples.Chunk("tEXt", Text("Comment\0secret")),
            PngSamples.Chunk("zTXt", Text("Comment\0\0secret")),
            PngSamples.Chunk("iTXt", Join(Text("XML:com.adobe.xmp\0\0\0\0\0"), ExifSamples.Xmp)),
            PngSamples.Chunk("tIME", new byte[7]),
            PngSamples.Chunk("prVt", Text("secret")),
            whole[behindHeader..],
            Text("secret"));

        var stripped = Strip(png);

        Inspect(png).Image!.HasLocation.ShouldBeTrue();
        Inspect(stripped).Image.ShouldBe(Inspect(png).Image! with { HasMetadata = false, HasLocation = false });
        stripped.AsSpan().IndexOf("secret"u8).ShouldBe(-1);
        pictures.Pixels(stripped).ShouldBe(pictures.Pixels(whole));
    }

    [Theory]
    [InlineData("lossy.webp")]
    [InlineData("lossless.webp")]
    [InlineData("alpha.webp")]
    public void A_real_webp_loses_its_metadata_and_keeps_every_pixel(string name)
    {
        var chunks = pictures[name][12..]; // vips writes the extended form, with EXIF of its own.
        var webp = WebPSamples.Of(
            chunks, WebPSamples.Chunk("EXIF", ExifSamples.Exif(1, located: true)), WebPSamples.Chunk("XMP ", ExifSamples.Xmp));

        var stripped = Strip(Join(webp, Text("secret")));

        Inspect(webp).Image!.HasLocation.ShouldBeTrue();
        Inspect(stripped).Image.ShouldBe(Inspect(webp).Image! with { HasMetadata = false, HasLocation = false });
        stripped.AsSpan().IndexOf("EXIF"u8).ShouldBe(-1);
        stripped.AsSpan().IndexOf("secret"u8).ShouldBe(-1);
        pictures.Pixels(stripped).ShouldBe(pictures.Pixels(pictures[name]));
    }

    [Fact]
    public void A_webp_keeps_every_other_chunk_and_no_longer_promises_what_it_lost()
    {
        var exif = WebPSamples.Chunk("EXIF", ExifSamples.Exif(1));
        var xmp = WebPSamples.Chunk("XMP ", ExifSamples.Xmp);
        var mine = WebPSamples.Chunk("mine", [1]);

        Strip(WebPSamples.Of(WebPSamples.Extended(0x1C), exif, WebPSamples.Lossy, mine, xmp))
            .ShouldBe(WebPSamples.Of(WebPSamples.Extended(0x10), WebPSamples.Lossy, mine));
        Strip(WebPSamples.Of(WebPSamples.Lossless)).ShouldBe(WebPSamples.Of(WebPSamples.Lossless));
    }

    [Fact]
    public void What_a_copy_without_metadata_would_be_is_measured_without_making_it()
    {
        var jpeg = Of(Exif(1), Profile, Frame(), Scan, Comment, Scan, End, Text("trailer"));

        MetadataStripper.Measure(new MemorySource(jpeg)).ShouldBe(Strip(jpeg).Length);
        MetadataStripper.Measure(new MemorySource(Of(Exif(6), Frame(), Scan, End))).ShouldBeNull();
        MetadataStripper.Measure(new MemorySource(Of(Frame(), Scan))).ShouldBeNull();
        MetadataStripper.Measure(new MemorySource("GIF89a"u8.ToArray())).ShouldBeNull();
    }

    [Fact]
    public void A_picture_that_would_turn_is_refused_before_anything_is_written()
    {
        foreach (var picture in new[] { Of(Exif(6), Frame(), Scan, End), PngSamples.All.First() })
        {
            using var destination = new MemoryStream();

            MetadataStripper.TryStrip(new MemorySource(picture), destination, out var why).ShouldBeFalse();

            why.ShouldNotBeNull().ShouldContain("turn");
            destination.Length.ShouldBe(0);
        }
    }

    [Fact]
    public void What_is_damaged_or_something_else_is_refused()
    {
        Refusal(Of(Frame(), Scan)).ShouldContain("cut off");
        Refusal(Text("GIF89a")).ShouldContain("none of them");
    }

    [Fact]
    public void A_scan_is_copied_whole_wherever_the_buffer_happens_to_end()
    {
        for (var length = (64 * 1024) - 40; length < (64 * 1024) + 10; length++)
        {
            var pixels = Enumerable.Range(0, length).SelectMany(at => at % 50 == 0 ? new byte[] { 0xFF, 0 } : [(byte)at]);
            var scan = Join(Scan, [.. pixels.Take(length)], [0]);

            Strip(Of(Comment, Frame(), scan, Comment, End)).ShouldBe(Of(Frame(), scan, End), $"{length}");
        }
    }

    private static byte[] Strip(byte[] picture)
    {
        using var destination = new MemoryStream();
        MetadataStripper.TryStrip(new MemorySource(picture), destination, out var why).ShouldBeTrue(why);
        return destination.ToArray();
    }

    private static string Refusal(byte[] picture)
    {
        MetadataStripper.TryStrip(new MemorySource(picture), Stream.Null, out var why).ShouldBeFalse();
        return why.ShouldNotBeNull();
    }

    private static MediaFacts Inspect(byte[] bytes) => MediaSniffer.Inspect(new MemorySource(bytes));
}
