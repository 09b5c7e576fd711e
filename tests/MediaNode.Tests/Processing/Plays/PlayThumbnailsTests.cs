using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Plays;

public sealed class PlayThumbnailsTests
{
    [Theory]
    [InlineData("conforming.mp4", 100, 75)]
    [InlineData("rotated.mp4", 75, 100)]
    [InlineData("vp9.webm", 100, 75)]
    [InlineData("large.mp4", 100, 75)]
    public async Task A_video_has_a_small_upright_JPEG(string file, int width, int height)
    {
        using var workshop = new Workshop();

        var made = await workshop.Thumbnails.MakeAsync(await workshop.SampleAsync(file), workshop.Box.Scratch, Workshop.Now);

        var thumbnail = made.ShouldNotBeNull();
        (thumbnail.Width, thumbnail.Height).ShouldBe((width, height));
        thumbnail.Jpeg.Length.ShouldBeLessThanOrEqualTo(20_000);
        var judged = await JudgePicture.OfAsync(workshop.Box.Write("thumbnail.jpg", thumbnail.Jpeg));
        judged.ToString().ShouldBe($"jpeg {width}x{height} srgb 3 uchar");
    }

    [Fact]
    public async Task A_turned_video_is_shown_as_players_show_it()
    {
        using var workshop = new Workshop();

        var thumbnail = await workshop.Thumbnails.MakeAsync(await workshop.SampleAsync("rotated.mp4"), workshop.Box.Scratch, Workshop.Now);

        (await JudgeCorners.OfAsync(workshop.Box.Write("thumbnail.jpg", thumbnail!.Jpeg))).ShouldBe("blue red yellow green");
    }

    [Fact]
    public async Task Black_frames_are_passed_over()
    {
        using var workshop = new Workshop();
        var path = await workshop.Box.SampleAsync("fade.mkv", "-f", "lavfi", "-i", "color=black:size=160x120:rate=10:duration=3",
            "-f", "lavfi", "-i", "color=white:size=160x120:rate=10:duration=1", "-lavfi", "[0][1]concat=n=2", "-c:v", "mpeg4");

        (await BrightnessAsync(workshop, path)).ShouldBeGreaterThan(200);
    }

    [Fact]
    public async Task A_video_that_is_black_has_a_black_thumbnail()
    {
        using var workshop = new Workshop();
        var path = await workshop.Box.SampleAsync(
            "night.mkv", "-f", "lavfi", "-i", "color=black:size=160x120:rate=10:duration=1", "-c:v", "mpeg4");

        (await BrightnessAsync(workshop, path)).ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Sound_has_none()
    {
        using var workshop = new Workshop();

        var sound = await workshop.SampleAsync("vbr-cover.mp3");

        (await workshop.Thumbnails.MakeAsync(sound, workshop.Box.Scratch, Workshop.Now)).ShouldBeNull();
    }

    private static async Task<double> BrightnessAsync(Workshop workshop, string path)
    {
        var thumbnail = await workshop.Thumbnails.MakeAsync(await workshop.SourceAsync(path), workshop.Box.Scratch, Workshop.Now);
        return (await JudgePicture.PixelAsync(workshop.Box.Write("thumbnail.jpg", thumbnail!.Jpeg), 50, 37))[0];
    }
}
