using MediaNode.Formats.Inspection;
using MediaNode.Processing;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Pictures;

public sealed class PictureThumbnailTests : IDisposable
{
    private readonly PictureBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("plain.jpg", 100, 75)]
    [InlineData("orientation-6.jpg", 75, 100)]
    [InlineData("cmyk.jpg", 100, 75)]
    [InlineData("p3.jpg", 100, 75)]
    [InlineData("broken-icc.jpg", 100, 75)]
    [InlineData("16bit.png", 100, 75)]
    [InlineData("noisy-12mp.jpg", 100, 75)]
    [InlineData("plain.png", 100, 75)]
    [InlineData("static.webp", 100, 75)]
    [InlineData("static.gif", 100, 75)]
    [InlineData("scan.tiff", 100, 75)]
    [InlineData("photo.heic", 100, 75)]
    [InlineData("photo.avif", 100, 75)]
    [InlineData("photo.bmp", 100, 75)]
    [InlineData("animated.gif", 100, 75)]
    public async Task A_picture_has_a_thumbnail(string file, int width, int height)
    {
        var path = await SaveAsync(await MakeAsync(await PictureBench.SampleAsync(file)));

        var picture = await JudgePicture.OfAsync(path);
        (picture.Format, picture.Width, picture.Height, picture.Orientation, picture.HasProfile)
            .ShouldBe(("jpeg", width, height, 1, false));
        picture.Space.ShouldBe("srgb");
        new FileInfo(path).Length.ShouldBeLessThanOrEqualTo(20 << 10);
    }

    [Fact]
    public async Task What_is_transparent_is_white()
    {
        var path = await SaveAsync(await MakeAsync(await PictureBench.SampleAsync("transparent.png")));

        (await JudgePicture.PixelAsync(path, 50, 37)).ShouldAllBe(value => value >= 250);
    }

    [Fact]
    public async Task A_small_picture_is_not_enlarged()
    {
        var small = Path.Combine(Path.GetDirectoryName(_bench.Write("x", "x"u8))!, "small.png");
        await JudgeTool.OutputAsync("vips", "thumbnail", await SampleFiles.PathAsync("plain.png"), small, "40");

        var thumbnail = await MakeAsync(PictureBench.SourceOf(small));

        (thumbnail!.Width, thumbnail.Height).ShouldBe((40, 30));
    }

    [Fact]
    public async Task A_document_shows_its_first_page()
    {
        var thumbnail = await MakeAsync(await PictureBench.SampleAsync("one-page.pdf"));

        Math.Max(thumbnail!.Width, thumbnail.Height).ShouldBe(100);
        (await JudgePicture.OfAsync(await SaveAsync(thumbnail))).Format.ShouldBe("jpeg");
    }

    [Fact]
    public async Task What_cannot_be_drawn_has_none()
    {
        (await MakeAsync(await PictureBench.SampleAsync("truncated.jpg"))).ShouldBeNull();
        (await MakeAsync(await PictureBench.SampleAsync("mono.opus"))).ShouldBeNull();
        var odd = PictureBench.SourceOf(_bench.Write("odd.pdf", "%PDF-1.4\nand nothing else"u8));
        odd.Facts.Container.ShouldBe(Container.Pdf);
        (await MakeAsync(odd)).ShouldBeNull();
    }

    private async Task<Thumbnail?> MakeAsync(Source source) =>
        (await _bench.Thumbnails.MakeAsync(source, _bench.Scratch, TestContext.Current.CancellationToken)).Thumbnail;

    private Task<string> SaveAsync(Thumbnail? thumbnail) =>
        Task.FromResult(_bench.Write("thumbnail.jpg", thumbnail.ShouldNotBeNull().Jpeg));
}
