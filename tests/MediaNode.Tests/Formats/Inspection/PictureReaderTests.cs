using MediaNode.Formats.Inspection;
using MediaNode.Fuzz.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Inspection;

/// <summary>The odd cases, which no tool writes on request.</summary>
public class PictureReaderTests
{
    [Fact]
    public void A_jpeg_coded_as_few_programs_read_or_without_a_frame_is_damaged()
    {
        Damage(JpegSamples.Of(JpegSamples.Frame(0xC9), JpegSamples.Scan, JpegSamples.End)).ShouldContain("SOF9");
        Damage(JpegSamples.Of(JpegSamples.Frame(components: 2), JpegSamples.Scan, JpegSamples.End)).ShouldContain("2 colour components");
        Damage(JpegSamples.Of(JpegSamples.Frame(height: 0), JpegSamples.Scan, JpegSamples.End)).ShouldContain("no size");
        Damage(JpegSamples.Of(JpegSamples.Comment, JpegSamples.Scan, JpegSamples.End)).ShouldContain("frame header");
        Damage(JpegSamples.Of(JpegSamples.Frame(), JpegSamples.End)).ShouldContain("no scan");
    }

    [Fact]
    public void Each_kind_of_metadata_in_a_jpeg_is_metadata_and_what_tells_colours_is_none()
    {
        var others = JpegSamples.Segment(0xE2, "MPF\0"u8.ToArray());
        foreach (var segment in new[] { JpegSamples.Exif(1), JpegSamples.Xmp, JpegSamples.Iptc, JpegSamples.Comment, others })
        {
            Image(Jpeg(segment)).HasMetadata.ShouldBeTrue();
        }

        Image(Jpeg(JpegSamples.Profile)).ShouldSatisfyAllConditions(i => i.HasProfile.ShouldBeTrue(), i => i.HasMetadata.ShouldBeFalse());
        Image(Jpeg(JpegSamples.Adobe)).HasMetadata.ShouldBeFalse();
        Image(Jpeg(JpegSamples.Xmp)).HasLocation.ShouldBeTrue();
        Image(Jpeg(JpegSamples.Exif(1))).HasLocation.ShouldBeFalse();
    }

    [Fact]
    public void A_png_header_is_checked_against_its_checksum()
    {
        var png = PngSamples.Of(PngSamples.Header(), PngSamples.Pixels, PngSamples.End);
        png[PngSamples.Signature.Length + 8 + 3]++;

        Damage(png).ShouldContain("checksum");
        Damage(PngSamples.Of(PngSamples.Header(depth: 3), PngSamples.Pixels, PngSamples.End)).ShouldContain("3 bits");
        Damage(PngSamples.Of(PngSamples.Header(), PngSamples.End)).ShouldContain("no IDAT");
        Damage(PngSamples.Of(PngSamples.Pixels, PngSamples.End)).ShouldContain("IHDR");
    }

    [Fact]
    public void A_transparent_colour_is_transparency()
    {
        var colour = PngSamples.Chunk("tRNS", new byte[6]);
        Image(PngSamples.Of(PngSamples.Header(), colour, PngSamples.Pixels, PngSamples.End)).HasAlpha.ShouldBeTrue();
        Image(Pieces.Join(GifSamples.Start, GifSamples.Transparent, GifSamples.Frame(), GifSamples.End)).HasAlpha.ShouldBeTrue();
        Image(GifSamples.Animation(2)).HasAlpha.ShouldBeFalse();
    }

    [Fact]
    public void A_frame_beyond_its_gif_counts_because_decoders_make_room_for_it()
    {
        var image = Image(Pieces.Join(GifSamples.Start, GifSamples.Frame(60_000, 50_000), GifSamples.End));

        (image.Width, image.Height).ShouldBe((60_000, 50_000));
    }

    [Fact]
    public void A_webp_tells_its_frames_and_its_picture_must_fit_its_header()
    {
        var frame = WebPSamples.Chunk("ANMF", new byte[16]);
        var animated = WebPSamples.Of(WebPSamples.Extended(2), frame, frame);

        var single = WebPSamples.Of(WebPSamples.Extended(2), frame);

        (Image(animated).Frames, Image(animated).Animated).ShouldBe((2, true));
        (Image(single).Frames, Image(single).Animated).ShouldBe((1, true));
        Damage(WebPSamples.Of(WebPSamples.Extended(0, width: 41), WebPSamples.Lossy)).ShouldContain("another size");
        Damage(WebPSamples.Of(WebPSamples.Extended(0))).ShouldContain("no picture");
        Image(WebPSamples.Of(WebPSamples.Extended(0), WebPSamples.Lossy, WebPSamples.Exif))
            .ShouldBe(new ImageFacts { Width = 40, Height = 30, Orientation = 8, HasMetadata = true, HasLocation = true });
    }

    [Theory]
    [InlineData(null, null, 1)]
    [InlineData(1, null, 8)]
    [InlineData(2, null, 3)]
    [InlineData(3, null, 6)]
    [InlineData(null, 0, 4)]
    [InlineData(null, 1, 2)]
    [InlineData(1, 0, 5)]
    [InlineData(3, 0, 7)]
    public void A_heic_tells_its_orientation_by_properties_and_not_by_exif(int? angle, int? mirror, int orientation)
    {
        var image = Image(HeifSamples.Of("heic", angle, mirror, exif: ExifSamples.Exif(3, located: true)));

        image.Orientation.ShouldBe(orientation);
        image.HasLocation.ShouldBeTrue();
        image.HasMetadata.ShouldBeTrue();
        image.BitDepth.ShouldBe(10);
    }

    [Theory]
    [InlineData("heic", Container.Heic, "image/heic")]
    [InlineData("hevc", Container.Heic, "image/heic")]
    [InlineData("avif", Container.Avif, "image/avif")]
    [InlineData("avis", Container.Avif, "image/avif")]
    [InlineData("mif1", Container.Heic, "image/heic")]
    public void Brands_tell_heic_from_avif(string major, Container container, string type)
    {
        var facts = Inspect(HeifSamples.Of(major));

        (facts.Container, facts.Type).ShouldBe((container, type));
        facts.Brands[0].ShouldBe(major);
    }

    [Fact]
    public void A_sequence_of_pictures_tells_how_many() => Image(HeifSamples.Sequence(7)).Frames.ShouldBe(7);

    [Fact]
    public void A_film_is_no_picture() => Inspect(HeifSamples.FileType("isom", "mif1", "heic")).Container.ShouldNotBe(Container.Heic);

    [Fact]
    public void A_tiff_tells_its_pages_orientation_and_alpha()
    {
        var image = Image(ExifSamples.Tiff(pages: 3, photometric: 5));

        image.ShouldBe(new ImageFacts
        {
            Width = 40,
            Height = 30,
            Frames = 3,
            Color = ColorModel.Cmyk,
            Orientation = 6,
            HasAlpha = true,
            Profile = ColorProfile.Other,
        });
        Image(ExifSamples.BigTiff()).Pixels.ShouldBe(3_500_000_000);
    }

    [Fact]
    public void A_bmp_may_stand_on_its_head_and_two_letters_make_none()
    {
        Image(BmpSamples.Of(height: -30)).Height.ShouldBe(30);
        Image(BmpSamples.Of(bits: 32, header: 124, alpha: 0xFF000000)).HasAlpha.ShouldBeTrue();
        Image(BmpSamples.Of(bits: 8)).Color.ShouldBe(ColorModel.Palette);
        Inspect("BMW drives well"u8.ToArray()).Container.ShouldBe(Container.Text);
    }

    private static byte[] Jpeg(byte[] segment) => JpegSamples.Of(segment, JpegSamples.Frame(), JpegSamples.Scan, JpegSamples.End);

    private static MediaFacts Inspect(byte[] bytes) => MediaSniffer.Inspect(new MemorySource(bytes));

    private static ImageFacts Image(byte[] bytes)
    {
        var facts = Inspect(bytes);
        facts.Damage.ShouldBeNull();
        return facts.Image.ShouldNotBeNull();
    }

    private static string Damage(byte[] bytes) => Inspect(bytes).Damage.ShouldNotBeNull();
}
