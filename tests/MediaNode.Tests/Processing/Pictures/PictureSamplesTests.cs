using MediaNode.Formats.Limits;
using MediaNode.Processing;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Pictures;

/// <summary>Every picture of the catalogue goes through the processor, and real tools judge what comes out.</summary>
public sealed class PictureSamplesTests : IDisposable
{
    private readonly PictureBench _bench = new();

    public static TheoryData<string> Images => Named(Kind.Image, Outcome.Mended);

    public static TheoryData<string> Stickers => Named(Kind.Sticker, Outcome.Mended);

    public static TheoryData<string> Conforming => [.. Named(Kind.Image, Outcome.Passed), .. Named(Kind.Sticker, Outcome.Passed)];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Images))]
    public async Task An_image_that_can_be_mended_is(string name)
    {
        var sample = SampleCatalogue.Named(name);
        var source = await PictureBench.SampleAsync(sample.File);

        var (made, path) = await _bench.MakeAsync(source, Kind.Image);

        var picture = await JudgePicture.OfAsync(path);
        picture.Format.ShouldBeOneOf("jpeg", "png");
        picture.HasAlpha.ShouldBeFalse();
        picture.Pages.ShouldBe(1);
        picture.Orientation.ShouldBe(1);
        picture.Depth.ShouldBe("uchar");
        picture.Space.ShouldBeOneOf("srgb", "b-w");
        (picture.HasExif && picture.Fields.Keys.Any(field => field.Contains("GPS", StringComparison.Ordinal))).ShouldBeFalse();
        picture.HasXmp.ShouldBeFalse();
        picture.HasProfile.ShouldBeFalse();
        (await JudgePicture.ComplaintsAsync(path)).ShouldBeEmpty();
        JudgeSealed.LengthOf(path).ShouldBeLessThanOrEqualTo(5 << 20);
        (await JudgeLikeness.OfPicturesAsync(source.Path, path)).ShouldBeGreaterThan(sample.Likeness);
        made.Facts.Length.ShouldBe(new FileInfo(path).Length);
        made.Done.ShouldNotBeEmpty();
        made.Done.ShouldAllBe(done => done.Detail.All(letter => letter >= ' ' && letter <= '~'));
    }

    [Theory]
    [MemberData(nameof(Stickers))]
    public async Task A_sticker_that_can_be_mended_is_a_square_with_transparent_margins(string name)
    {
        var sample = SampleCatalogue.Named(name);
        var source = await PictureBench.SampleAsync(sample.File);

        var (_, path) = await _bench.MakeAsync(source, Kind.Sticker);

        var picture = await JudgePicture.OfAsync(path);
        var square = source.Facts.Image!.Width == source.Facts.Image.Height;
        (picture.Format, picture.Width, picture.Height, picture.Pages, picture.HasAlpha).ShouldBe(("webp", 512, 512, 1, !square));
        picture.HasExif.ShouldBeFalse();
        picture.HasXmp.ShouldBeFalse();
        (await JudgePicture.ComplaintsAsync(path)).ShouldBeEmpty();
        JudgeSealed.LengthOf(path).ShouldBeLessThanOrEqualTo(100 << 10);
        if (square)
        {
            return; // It fills the square, and a WebP without transparency has no channel for it.
        }

        var middle = await JudgePicture.PixelAsync(path, 256, 256);
        middle[3].ShouldBe(sample.File.Contains("transparent", StringComparison.Ordinal) ? 0 : 255);
        var turned = source.Facts.Image.Orientation >= 5; // A portrait has its margins at the sides.
        (await JudgePicture.PixelAsync(path, turned ? 20 : 256, turned ? 256 : 20))[3].ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Conforming))]
    public async Task What_conforms_is_not_processed(string name)
    {
        var sample = SampleCatalogue.Named(name);
        var source = await PictureBench.SampleAsync(sample.File);

        _bench.Decide(source, sample.Kind, sample.Claimed).ShouldBeOfType<RenditionPlan.PassThrough>();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task Every_orientation_comes_out_upright(int orientation)
    {
        using var temp = new TempDirectory();
        var source = await PictureBench.SampleAsync($"orientation-{orientation}.jpg");
        var expected = Path.Combine(temp.Path, "upright.png");
        await JudgeTool.OutputAsync("vips", "autorot", source.Path, expected);

        var (_, path) = await _bench.MakeAsync(source, Kind.Image);

        (await JudgeCorners.OfAsync(path)).ShouldBe(await JudgeCorners.OfAsync(expected));
        var picture = await JudgePicture.OfAsync(path);
        (picture.Width, picture.Height).ShouldBe(orientation >= 5 ? (240, 320) : (320, 240));
    }

    [Theory]
    [InlineData("p3.jpg")]
    [InlineData("broken-icc.jpg")]
    [InlineData("16bit.png")]
    [InlineData("photo.heic")]
    [InlineData("scan-16bit.tiff")]
    [InlineData("photo.bmp")]
    [InlineData("opaque-alpha.png")]
    public async Task The_corners_keep_their_colours(string file)
    {
        var (_, path) = await _bench.MakeAsync(await PictureBench.SampleAsync(file), Kind.Image);

        (await JudgeCorners.OfAsync(path)).ShouldBe(JudgeCorners.Upright);
    }

    [Fact]
    public async Task What_shows_through_is_the_background_of_the_policy()
    {
        using var bench = new PictureBench { Policy = new ProcessingPolicy { Background = 0x2040C0 } };
        foreach (var file in (string[])["transparent.png", "gray-alpha.png", "palette-transparent.png", "transparent.webp"])
        {
            var (_, path) = await bench.MakeAsync(await PictureBench.SampleAsync(file), Kind.Image);

            var pixel = await JudgePicture.PixelAsync(path, 160, 120);
            pixel.Length.ShouldBe(3, file);
            pixel.Zip([0x20, 0x40, 0xC0]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) <= 4, file);
        }
    }

    [Fact]
    public async Task A_sticker_tells_nothing_of_where_its_picture_was_taken()
    {
        var (made, path) = await _bench.MakeAsync(await PictureBench.SampleAsync("gps.jpg"), Kind.Sticker);

        made.Facts.Image!.HasLocation.ShouldBeFalse();
        (await JudgePicture.OfAsync(path)).HasExif.ShouldBeFalse();
    }

    [Fact]
    public async Task An_animated_sticker_becomes_its_first_frame_where_the_policy_says_so()
    {
        using var bench = new PictureBench { Policy = new ProcessingPolicy { FirstFrameOfSticker = true } };

        var (made, path) = await bench.MakeAsync(await PictureBench.SampleAsync("sticker-animated.webp"), Kind.Sticker);

        made.Done.Select(done => done.Step).ShouldBe(["first-frame", "to-sticker"]);
        (await JudgePicture.OfAsync(path)).Pages.ShouldBe(1);
    }

    [Fact]
    public async Task A_large_photograph_keeps_its_pixels_and_the_receipt_tells_the_quality()
    {
        var (made, path) = await _bench.MakeAsync(await PictureBench.SampleAsync("noisy-12mp.jpg"), Kind.Image);

        var picture = await JudgePicture.OfAsync(path);
        (picture.Width, picture.Height).ShouldBe((4000, 3000));
        made.Done.Select(done => done.Step).ShouldBe(["reencode", "fit-bytes"]);
        made.Done[0].Detail.ShouldMatch("^JPEG at quality 8[0-9]$");
        made.Done[1].Detail.ShouldEndWith("saved 1 time");
    }

    [Fact]
    public async Task Location_alone_is_taken_off_and_no_pixel_changes()
    {
        var source = await PictureBench.SampleAsync("gps.jpg");

        var (made, path) = await _bench.MakeAsync(source, Kind.Image);

        made.Done.Single().Step.ShouldBe("strip-metadata");
        (await JudgePicture.OfAsync(path)).HasExif.ShouldBeFalse();
        (await FramesAsync(path)).ShouldBe(await FramesAsync(source.Path));
    }

    private static async Task<string> FramesAsync(string path) =>
        await JudgeTool.OutputAsync("ffmpeg", "-nostdin", "-v", "error", "-i", path, "-f", "framemd5", "-");

    private static TheoryData<string> Named(Kind kind, Outcome outcome) =>
    [
        .. SampleCatalogue.All.Where(sample => sample.Kind == kind && sample.Fix.Outcome == outcome).Select(sample => sample.Name),
    ];
}
