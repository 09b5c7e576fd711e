using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Fuzz.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Images;

/// <summary>What we read is what the real tools read.</summary>
public sealed class RealPictureTests(RealPictures pictures) : IClassFixture<RealPictures>
{
    private const int SmallSample = 8 * 1024;

    public static TheoryData<string, Container> Samples => new()
    {
        { "rgb.jpg", Container.Jpeg },
        { "plain.jpg", Container.Jpeg },
        { "progressive.jpg", Container.Jpeg },
        { "gray.jpg", Container.Jpeg },
        { "cmyk.jpg", Container.Jpeg },
        { "rgb.png", Container.Png },
        { "rgba.png", Container.Png },
        { "rgb16.png", Container.Png },
        { "palette.png", Container.Png },
        { "moving.apng", Container.Png },
        { "lossy.webp", Container.WebP },
        { "lossless.webp", Container.WebP },
        { "alpha.webp", Container.WebP },
        { "moving.webp", Container.WebP },
        { "still.gif", Container.Gif },
        { "moving.gif", Container.Gif },
        { "rgb.tif", Container.Tiff },
        { "cmyk.tif", Container.Tiff },
        { "big.tif", Container.Tiff },
        { "rgb.heic", Container.Heic },
        { "rgb.avif", Container.Avif },
        { "alpha.avif", Container.Avif },
        { "still.bmp", Container.Bmp },
    };

    [Fact]
    public void Every_sample_is_in_the_table() => Samples.Select(row => row.Data.Item1).Order(StringComparer.Ordinal)
        .ShouldBe(pictures.Names.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_picture_is_known_whole_and_of_the_size_that_the_tools_tell(string name, Container container)
    {
        var facts = Inspect(pictures[name]);

        facts.Container.ShouldBe(container);
        facts.Damage.ShouldBeNull();
        facts.Image.ShouldNotBeNull();
        facts.Image.Width.ShouldBe(Number(name, "width"));
        facts.Image.Height.ShouldBe(Number(name, "height"));
        facts.Image.BitDepth.ShouldBe(pictures.Header(name, "format") is "ushort" ? 16 : 8);
    }

    [Theory]
    [InlineData("rgb.jpg", ColorModel.Rgb, false)]
    [InlineData("gray.jpg", ColorModel.Gray, false)]
    [InlineData("cmyk.jpg", ColorModel.Cmyk, false)]
    [InlineData("rgb.png", ColorModel.Rgb, false)]
    [InlineData("rgba.png", ColorModel.Rgb, true)]
    [InlineData("palette.png", ColorModel.Palette, true)]
    [InlineData("lossy.webp", ColorModel.Rgb, false)]
    [InlineData("lossless.webp", ColorModel.Rgb, true)]
    [InlineData("alpha.webp", ColorModel.Rgb, true)]
    [InlineData("rgb.tif", ColorModel.Rgb, false)]
    [InlineData("cmyk.tif", ColorModel.Cmyk, false)]
    [InlineData("rgb.avif", ColorModel.Rgb, false)]
    [InlineData("alpha.avif", ColorModel.Rgb, true)]
    public void Colour_and_alpha_are_those_that_the_tools_tell(string name, ColorModel color, bool hasAlpha)
    {
        var image = Inspect(pictures[name]).Image!;

        image.Color.ShouldBe(color);
        image.HasAlpha.ShouldBe(hasAlpha);
        (Number(name, "bands") is 2 or 4 && color != ColorModel.Cmyk).ShouldBe(hasAlpha);
    }

    [Theory]
    [InlineData("moving.gif")]
    [InlineData("moving.webp")]
    [InlineData("moving.apng")]
    public void The_frames_of_an_animation_are_counted(string name) => Inspect(pictures[name]).Image!.Frames.ShouldBe(4);

    [Fact]
    public void What_a_jpeg_tells_is_read()
    {
        Inspect(pictures["progressive.jpg"]).Image!.Progressive.ShouldBeTrue();
        Inspect(pictures["rgb.jpg"]).Image!.Progressive.ShouldBeFalse();
        Inspect(pictures["rgb.jpg"]).Image!.HasMetadata.ShouldBeTrue();
        Inspect(pictures["plain.jpg"]).Image!.HasMetadata.ShouldBeFalse();
        Inspect(pictures["cmyk.jpg"]).Image!.HasProfile.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void An_orientation_is_the_one_that_the_tools_tell(int orientation)
    {
        var jpeg = Pieces.Join([0xFF, 0xD8], JpegSamples.Exif(orientation, located: true), pictures["plain.jpg"][2..]);
        pictures.Add($"turned{orientation}.jpg", jpeg);

        var image = Inspect(jpeg).Image!;

        image.Orientation.ShouldBe(orientation);
        image.HasLocation.ShouldBeTrue();
        pictures.Header($"turned{orientation}.jpg", "orientation").ShouldBe($"{orientation}");
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void No_part_of_a_picture_makes_a_reader_throw_and_none_passes_for_something_else(string name, Container container)
    {
        var whole = pictures[name];
        for (var length = 0; length < Math.Min(whole.Length, SmallSample); length++)
        {
            // The first bytes may pass for a text, an unknown or, where the brands are missing, for a less exact name.
            var facts = Inspect(whole[..length]);
            if (length >= 64)
            {
                facts.Container.ShouldBe(container, $"{length} bytes");
                (facts.Image is not null || facts.Damage is not null).ShouldBeTrue($"{length} bytes");
            }
        }
    }

    [Theory]
    [InlineData("rgb.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("rgb.png")]
    [InlineData("moving.apng")]
    [InlineData("lossy.webp")]
    [InlineData("moving.webp")]
    [InlineData("still.gif")]
    [InlineData("rgb.heic")]
    [InlineData("rgb.avif")]
    [InlineData("still.bmp")]
    public void A_picture_that_is_cut_off_is_damaged_and_says_so(string name)
    {
        var whole = pictures[name];

        Inspect(whole[..(whole.Length - 4)]).Damage.ShouldNotBeNull().ShouldContain("cut off");
        Inspect(whole[..(whole.Length * 2 / 3)]).Damage.ShouldNotBeNull().ShouldContain("cut off");
    }

    private int Number(string name, string field) => int.Parse(pictures.Header(name, field), CultureInfo.InvariantCulture);

    private static MediaFacts Inspect(byte[] bytes) => MediaSniffer.Inspect(new MemorySource(bytes));
}
