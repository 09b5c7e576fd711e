using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Processing.Plays;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Samples;
using MediaNode.Tests.Sandboxing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Plays;

public sealed class VideoProcessorTests
{
    private static readonly Tool _missing = new("ffmpeg", "ffmpeg", "/nowhere/ffmpeg");
    private static readonly string[] _tone = ["-f", "lavfi", "-i", "sine=duration=1"];

    [Fact]
    public async Task What_is_copied_keeps_every_packet()
    {
        using var workshop = new Workshop();
        var source = await workshop.SampleAsync("capture.mkv");

        var path = workshop.PathOf(await workshop.RunAsync(source, Kind.Video, workshop.Plan(source, Kind.Video)));

        (await PacketsAsync(path)).ShouldBe(await PacketsAsync(source.Path));
    }

    [Fact]
    public async Task Only_the_sound_is_transcoded_where_only_the_sound_is_wrong()
    {
        using var workshop = new Workshop();
        var source = await workshop.SampleAsync("mp3-sound.mp4");

        var path = workshop.PathOf(await workshop.RunAsync(source, Kind.Video, workshop.Plan(source, Kind.Video)));

        (await PacketsAsync(path)).ShouldBe(await PacketsAsync(source.Path));
        (await JudgeMedia.OfAsync(path)).Sounds.Single().Codec.ShouldBe("aac");
    }

    [Fact]
    public async Task A_turned_video_stays_upright_when_it_is_copied_and_when_it_is_transcoded()
    {
        using var workshop = new Workshop();
        var rotated = await SampleFiles.PathAsync("rotated.mp4");
        var source = await workshop.SourceAsync(await workshop.Box.SampleAsync("turned.mov", "-i", rotated, "-c", "copy"));
        source.Facts.Tracks[0].Rotation.ShouldBe(90);

        var path = workshop.PathOf(await workshop.RunAsync(source, Kind.Video, workshop.Plan(source, Kind.Video)));
        (await JudgeMedia.OfAsync(path)).Videos.Single().Rotation.ShouldBe(90);
        (await JudgeLikeness.OfVideosAsync(rotated, path)).ShouldBeGreaterThan(0.99);

        var transcoding = new RenditionPlan.Mend([new Step.TranscodeVideo(), new Step.Remux(false), new Step.FitBytes(1 << 20)], []);
        path = workshop.PathOf(await workshop.RunAsync(source, Kind.Video, transcoding));
        var picture = (await JudgeMedia.OfAsync(path)).Videos.Single();
        (picture.Width, picture.Height, picture.Rotation).ShouldBe((240, 320, 0));
        (await JudgeLikeness.OfVideosAsync(rotated, path)).ShouldBeGreaterThan(0.9);
    }

    [Theory]
    [InlineData("clip.ts")]
    [InlineData("clip.flv")]
    [InlineData("clip.avi")]
    public async Task Other_containers_become_MP4(string name)
    {
        using var workshop = new Workshop();
        var conforming = await SampleFiles.PathAsync("conforming.mp4");
        var source = await workshop.SourceAsync(await workshop.Box.SampleAsync(name, "-i", conforming, "-c", "copy"));

        var made = await workshop.RunAsync(source, Kind.Video, workshop.Plan(source, Kind.Video));

        var path = workshop.PathOf(made);
        ((Processed.Made)made).Done.Select(done => done.Step).ShouldBe(["remux"]);
        (await JudgeMedia.OfAsync(path)).ToString().ShouldBe("h264 Main 320x240 yuv420p, aac LC mono");
        (await JudgeLikeness.OfVideosAsync(source.Path, path)).ShouldBeGreaterThan(0.95);
    }

    [Theory]
    [InlineData("size=720x576,setsar=16/15", "yuv420p", 768, 576)]
    [InlineData("size=2600x1000", "yuv420p10le", 1920, 738)]
    [InlineData("size=1000x2600", "yuv422p", 738, 1920)]
    [InlineData("size=33x3", "yuv444p", 32, 2)]
    public async Task A_picture_comes_to_square_pixels_that_every_phone_shows(string look, string pixels, int width, int height)
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await workshop.Box.SampleAsync("odd.mkv",
            "-f", "lavfi", "-i", $"testsrc2=rate=10:duration=0.5:{look}", "-pix_fmt", pixels, "-c:v", "libx264", "-preset", "ultrafast"));

        var made = await workshop.RunAsync(source, Kind.Video, Plan(1 << 20));

        var picture = (await JudgeMedia.OfAsync(workshop.PathOf(made))).Videos.Single();
        (picture.Width, picture.Height, picture.PixelFormat, picture.Profile).ShouldBe((width, height, "yuv420p", "Main"));
    }

    [Fact]
    public async Task Nothing_that_a_camera_or_a_person_wrote_into_it_stays()
    {
        using var workshop = new Workshop();
        var path = await workshop.Box.SampleAsync("secret.mov", "-i", await SampleFiles.PathAsync("conforming.mp4"), "-c", "copy",
            "-metadata", "title=Secret title", "-metadata", "location=+48.2082+016.3738/", "-metadata:s:v", "handler_name=Secret handler");
        var source = await workshop.SourceAsync(path);

        var made = workshop.PathOf(await workshop.RunAsync(source, Kind.Video, workshop.Plan(source, Kind.Video)));

        var bytes = await File.ReadAllTextAsync(made, System.Text.Encoding.Latin1, Workshop.Now);
        foreach (var word in new[] { "Secret", "+48.2082", "Lavf" })
        {
            bytes.ShouldNotContain(word);
        }
    }

    [Fact]
    public async Task What_is_too_large_at_constant_quality_fits_in_two_passes()
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await NoiseAsync(workshop));

        var made = await workshop.RunAsync(source, Kind.Video, Plan(150_000));

        var path = workshop.PathOf(made);
        new FileInfo(path).Length.ShouldBeInRange(30_000, 150_000);
        ((Processed.Made)made).Done[0].Detail.ShouldContain("two passes");
        (await JudgeMedia.OfAsync(path)).Duration!.Value.TotalSeconds.ShouldBe(1, 0.1);
    }

    [Fact]
    public async Task What_cannot_fit_is_refused_in_words()
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await NoiseAsync(workshop));

        var refused = (await workshop.RunAsync(source, Kind.Video, Plan(4_000))).ShouldBeOfType<Processed.Refused>();

        var breach = refused.Breaches.ShouldHaveSingleItem();
        breach.Rule.ShouldBe(Rule.MediaSize);
        breach.Found.ShouldEndWith("bytes at the lowest quality worth having");
        breach.Accepted.ShouldBe("at most 4,000 bytes");
    }

    [Fact]
    public async Task A_video_that_ends_before_its_header_says_is_refused()
    {
        using var workshop = new Workshop();
        var whole = await File.ReadAllBytesAsync(
            await workshop.Box.SampleAsync(
                "whole.mkv", "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=6", "-c:v", "mpeg4", "-g", "5"), Workshop.Now);
        whole.AsSpan(whole.Length / 3).Clear();
        var source = await workshop.SourceAsync(workshop.Box.Write("hollow.mkv", whole));

        var refused = (await workshop.RunAsync(source, Kind.Video, Plan(1 << 20))).ShouldBeOfType<Processed.Refused>();

        refused.Breaches.ShouldHaveSingleItem().Rule.ShouldBe(Rule.MediaDamaged);
    }

    [Fact]
    public async Task Progress_rises_to_one()
    {
        using var workshop = new Workshop();
        var source = await workshop.SourceAsync(await NoiseAsync(workshop));
        var progress = new Collected();

        await workshop.RunAsync(source, Kind.Video, Plan(150_000), progress);

        progress.Values.Count.ShouldBeGreaterThan(2);
        progress.Values.ShouldBe(progress.Values.Order().Distinct());
        progress.Values[^1].ShouldBe(1);
    }

    [Fact]
    public async Task Without_ffmpeg_it_fails_and_the_package_is_named()
    {
        using var workshop = new Workshop(ffmpeg: _missing);
        var source = await workshop.SampleAsync("hevc.mp4");

        var failed = (await workshop.RunAsync(source, Kind.Video, workshop.Plan(source, Kind.Video))).ShouldBeOfType<Processed.Failed>();

        failed.Refusal.Problem.ShouldBe(Problem.ProcessingUnavailable);
        failed.Refusal.Details.ShouldContain("install the package ffmpeg");
    }

    [Fact]
    public async Task At_its_deadline_it_fails_and_names_the_setting()
    {
        using var workshop = new Workshop();
        var source = await LongAsync(workshop);
        workshop.Options.VideoTimeout = TimeSpan.FromSeconds(1);

        var failed = (await workshop.RunAsync(source, Kind.Video, Plan(1 << 20))).ShouldBeOfType<Processed.Failed>();

        failed.Refusal.Details.ShouldContain("Processing:VideoTimeout");
    }

    [Fact]
    public async Task Who_cancels_kills_ffmpeg_and_the_scratch_goes()
    {
        using var workshop = new Workshop();
        var source = await LongAsync(workshop);
        // By a bit rate of its own, to be told from those of other tests.
        const int most = 1_234_567;
        var mark = $"-maxrate\0{VideoEncoding.Of(source.Facts, true, true, new BitBudget(most, source.Facts.Duration)).Picture!.Rate}\0";
        var ffmpeg = new Tool("ffmpeg", "ffmpeg", Tool.Ffmpeg.Find());
        using var cancel = new CancellationTokenSource();
        var ran = false;
        var progress = new Collected
        {
            OnFirst = () =>
            {
                ran = Processes.Runs(ffmpeg, mark);
                cancel.Cancel();
            },
        };

        await Should.ThrowAsync<OperationCanceledException>(
            () => workshop.RunAsync(source, Kind.Video, Plan(most), progress, cancel.Token));

        ran.ShouldBeTrue();
        await Eventually.HoldsAsync(() => !Processes.Runs(ffmpeg, mark), "ffmpeg is gone");
        workshop.Box.Scratch.Dispose();
        Directory.GetFileSystemEntries(Path.Combine(workshop.Box.Folder, "scratch")).ShouldBeEmpty();
    }

    private static RenditionPlan.Mend Plan(long mostBytes) =>
        new([new Step.TranscodeVideo(), new Step.TranscodeAudioOfVideo(), new Step.Remux(false), new Step.FitBytes(mostBytes)], []);

    private static Task<string> NoiseAsync(Workshop workshop) => workshop.Box.SampleAsync("noise.mkv",
    [
        "-f", "lavfi", "-i", "testsrc2=size=640x480:rate=15:duration=1,noise=alls=100:allf=t+u", .. _tone,
        "-c:v", "mpeg4", "-q:v", "3", "-c:a", "aac",
    ]);

    /// <summary>Made fast, of one second over and over; transcoded slowly.</summary>
    private static async Task<Source> LongAsync(Workshop workshop)
    {
        var second = await workshop.Box.SampleAsync(
            "second.mkv", "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=30:duration=1", "-c:v", "mpeg4", "-q:v", "8");
        return await workshop.SourceAsync(await workshop.Box.SampleAsync("long.mkv", "-stream_loop", "90", "-i", second, "-c", "copy"));
    }

    private static async Task<string> PacketsAsync(string path) => await JudgeTool.OutputAsync(
        "ffmpeg", "-nostdin", "-v", "error", "-i", path, "-map", "0:v:0", "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "md5", "-");

    private sealed class Collected : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public Action? OnFirst { get; init; }

        public void Report(double value)
        {
            Values.Add(value);
            if (Values.Count == 1)
            {
                OnFirst?.Invoke();
            }
        }
    }
}
