using Shouldly;
using Xunit;

namespace MediaNode.Tests.Samples;

/// <summary>Judges that cannot say no prove nothing.</summary>
public sealed class JudgeTests
{
    [Fact]
    public async Task A_picture_looks_like_itself_and_not_like_another()
    {
        (await PlainAgainstAsync("plain.png")).ShouldBe(1);
        (await PlainAgainstAsync("animated.png")).ShouldBeLessThan(0.8);
    }

    [Fact]
    public async Task A_picture_looks_the_same_turned_by_metadata_and_turned_for_good()
    {
        var original = await SampleFiles.PathAsync("orientation-6.jpg");
        using var temp = new TempDirectory();
        var (right, wrong) = (Path.Combine(temp.Path, "right.png"), Path.Combine(temp.Path, "wrong.png"));
        await JudgeTool.OutputAsync("vips", "rot", original, right, "d90");
        await JudgeTool.OutputAsync("vips", "rot", original, wrong, "d270");
        await StripAsync(right);
        await StripAsync(wrong);

        (await JudgeLikeness.OfPicturesAsync(original, right)).ShouldBeGreaterThan(0.99);
        (await JudgeLikeness.OfPicturesAsync(original, wrong)).ShouldBeLessThan(0.5);
    }

    [Fact]
    public async Task A_profile_is_seen_through() => (await PlainAgainstAsync("p3.jpg")).ShouldBeGreaterThan(0.97);

    [Fact]
    public async Task Transparency_looks_white()
    {
        var original = await SampleFiles.PathAsync("transparent.png");
        using var temp = new TempDirectory();
        var (white, black) = (Path.Combine(temp.Path, "white.png"), Path.Combine(temp.Path, "black.png"));
        await JudgeTool.OutputAsync("vips", "flatten", original, white, "--background", "255");
        await JudgeTool.OutputAsync("vips", "flatten", original, black, "--background", "0");

        (await JudgeLikeness.OfPicturesAsync(original, white)).ShouldBe(1);
        (await JudgeLikeness.OfPicturesAsync(original, black)).ShouldBeLessThan(0.9);
    }

    [Theory]
    [InlineData("moov-last.mp4", 0.999, 1)]
    [InlineData("high-b-frames.mp4", 0.95, 1)]
    [InlineData("large.mp4", 0, 0.5)]
    public async Task Videos_are_compared_frame_by_frame(string other, double least, double most)
    {
        var likeness = await JudgeLikeness.OfVideosAsync(await SampleFiles.PathAsync("conforming.mp4"), await SampleFiles.PathAsync(other));

        likeness.ShouldBeInRange(least, most);
    }

    [Theory]
    [InlineData(0, 26)]
    [InlineData(15, 26)]
    [InlineData(16, 42)]
    [InlineData(100, 122)]
    public async Task Sealing_pads_to_sixteen_and_adds_ten(int length, long expected)
    {
        using var temp = new TempDirectory();
        var path = Path.Combine(temp.Path, "plain");
        await File.WriteAllBytesAsync(path, new byte[length]);

        JudgeSealed.LengthOf(path).ShouldBe(expected);
    }

    [Fact]
    public async Task A_tool_that_fails_fails_the_test() =>
        await Should.ThrowAsync<InvalidOperationException>(async () => await JudgeMedia.OfAsync(await SampleFiles.PathAsync("note.txt")));

    private static async Task<double> PlainAgainstAsync(string other) =>
        await JudgeLikeness.OfPicturesAsync(await SampleFiles.PathAsync("plain.png"), await SampleFiles.PathAsync(other));

    private static async Task StripAsync(string path)
    {
        await JudgeTool.OutputAsync("vips", "copy", path, $"{path}.stripped.png[strip]");
        File.Move($"{path}.stripped.png", path, overwrite: true);
    }
}
