using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Samples;
using MediaNode.Tests.Sandboxing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Pictures;

/// <summary>What becomes of pictures that cannot be made to fit, and of tools that cannot do it.</summary>
public sealed class PictureProcessorTests : IDisposable
{
    private readonly PictureBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("orientation-6.jpg")]
    [InlineData("transparent.png")]
    [InlineData("static.webp")]
    public async Task A_picture_damaged_in_its_data_is_refused(string file)
    {
        var bytes = await File.ReadAllBytesAsync(await SampleFiles.PathAsync(file), TestContext.Current.CancellationToken);
        var random = new Random(7);
        for (var at = bytes.Length / 2; at < (bytes.Length / 2) + 1000; at++)
        {
            bytes[at] = (byte)random.Next(0x100);
        }

        var source = PictureBench.SourceOf(_bench.Write(file, bytes));
        source.Facts.Damage.ShouldBeNull();

        var refused = (await _bench.RunAsync(source, Kind.Image)).ShouldBeOfType<Processed.Refused>();

        refused.Breaches.Select(breach => breach.Rule).ShouldBe([Rule.MediaDamaged]);
        var (thumbnail, failure) = await _bench.Thumbnails.MakeAsync(source, _bench.Scratch, TestContext.Current.CancellationToken);
        thumbnail.ShouldBeNull();
        failure.ShouldBeOfType<Processed.Refused>();
    }

    [Fact]
    public async Task Beyond_the_deadline_the_picture_is_not_to_blame()
    {
        using var bench = new PictureBench(timeout: TimeSpan.FromMilliseconds(60));

        var failed = (await bench.RunAsync(await PictureBench.SampleAsync("large.png"), Kind.Image)).ShouldBeOfType<Processed.Failed>();

        failed.Refusal.Problem.ShouldBe(Problem.ProcessingGaveUp);
    }

    [Fact]
    public async Task Where_vips_is_missing_its_package_is_named()
    {
        using var bench = new PictureBench { Vips = new Tool("vips", "libvips-tools", "/nonexistent/vips") };

        var failed = (await bench.RunAsync(await PictureBench.SampleAsync("static.webp"), Kind.Image)).ShouldBeOfType<Processed.Failed>();

        failed.Refusal.Problem.ShouldBe(Problem.ProcessingUnavailable);
        failed.Refusal.Details.ShouldContain("package libvips-tools");
    }

    [Fact]
    public async Task Where_nothing_can_run_the_package_is_named()
    {
        using var bench = new PictureBench(SandboxMode.Required, new Tool("bwrap", "bubblewrap", "/nonexistent/bwrap"));
        var source = await PictureBench.SampleAsync("static.webp");

        var failed = (await bench.RunAsync(source, Kind.Image)).ShouldBeOfType<Processed.Failed>();

        failed.Refusal.Problem.ShouldBe(Problem.ProcessingUnavailable);
        failed.Refusal.Details.ShouldContain("package bubblewrap");
        var (thumbnail, failure) = await bench.Thumbnails.MakeAsync(source, bench.Scratch, TestContext.Current.CancellationToken);
        thumbnail.ShouldBeNull();
        failure.ShouldBeOfType<Processed.Failed>();
        (await bench.MakeAsync(await PictureBench.SampleAsync("gps.jpg"), Kind.Image)).Made.Done.Single().Step.ShouldBe("strip-metadata");
    }

    [Fact]
    public async Task Cancelled_it_leaves_nothing_behind()
    {
        using var box = new Box();
        var scratch = box.Room.Take();
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        // It takes the tool many runs to find no quality that is good enough.
        var source = await PictureBench.SampleAsync("noisy-12mp.jpg");
        var plan = new RenditionPlan.Mend([new Step.Reencode(PictureFormat.Jpeg), new Step.FitBytes(100_000), new Step.Shrink()], []);
        cancelled.CancelAfter(TimeSpan.FromMilliseconds(150));

        await Should.ThrowAsync<OperationCanceledException>(
            () => _bench.Processor.RunAsync(source, Kind.Image, plan, scratch, cancelled.Token));
        scratch.Dispose();

        Directory.Exists(scratch.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task What_no_quality_makes_small_enough_loses_pixels()
    {
        var source = await PictureBench.SampleAsync("noisy-12mp.jpg");
        Step[] steps = [new Step.Reencode(PictureFormat.Jpeg), new Step.FitBytes(100_000), new Step.Shrink()];

        var processed = await _bench.Processor.RunAsync(
            source, Kind.Image, new RenditionPlan.Mend(steps, []), _bench.Scratch, TestContext.Current.CancellationToken);

        var made = processed.ShouldBeOfType<Processed.Made>(PictureBench.Describe(processed));
        made.Facts.Length.ShouldBeInRange(70_000, 100_000);
        made.Facts.Image!.Width.ShouldBeInRange(500, 3000);
        made.Done[^1].Detail.ShouldBe($"to {made.Facts.Image.Width} x {made.Facts.Image.Height} pixels");
    }

    [Fact]
    public async Task Grain_that_must_shrink_keeps_as_many_pixels_as_fit()
    {
        using var temp = new TempDirectory();
        var (noise, grain) = (Path.Combine(temp.Path, "noise.v"), Path.Combine(temp.Path, "grain.jpg"));
        await JudgeTool.OutputAsync("vips", "gaussnoise", noise, "3000", "2000", "--sigma", "30", "--seed", "3");
        await JudgeTool.OutputAsync("vips", "linear", noise, grain + "[Q=98]", "1", "0", "--uchar");
        Step[] steps = [new Step.Reencode(PictureFormat.Jpeg), new Step.FitBytes(900_000), new Step.Shrink()];

        var plan = new RenditionPlan.Mend(steps, []);
        var processed = await _bench.Processor.RunAsync(
            PictureBench.SourceOf(grain), Kind.Image, plan, _bench.Scratch, TestContext.Current.CancellationToken);

        var made = processed.ShouldBeOfType<Processed.Made>(PictureBench.Describe(processed));
        made.Done.Select(done => done.Step).ShouldBe(["reencode", "fit-bytes", "shrink"]);
        made.Facts.Length.ShouldBeInRange(700_000, 900_000, made.Done[1].Detail);
    }
}
