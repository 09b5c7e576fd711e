using System.Text;
using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

/// <summary>The command lines in the real box, with the real tools.</summary>
public sealed class ToolCommandTests : IDisposable
{
    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task Ffprobe_tells_of_every_stream()
    {
        var file = await _box.SampleAsync(
            "x.mp4", "-f", "lavfi", "-i", "testsrc=s=320x240:r=25:d=1", "-f", "lavfi", "-i", "sine=r=48000:d=1",
            "-c:v", "libx264", "-profile:v", "main", "-pix_fmt", "yuv420p", "-bf", "2", "-c:a", "aac", "-ac", "2");

        var facts = await ProbeAsync(file, Container.Mp4);

        facts.Duration!.Value.TotalSeconds.ShouldBeInRange(0.9, 1.2);
        var video = facts.Streams[0];
        (video.Type, video.Codec, video.Profile, video.HasBFrames, video.PixelFormat, video.Width, video.Height, video.FrameRate, video.Rotation)
            .ShouldBe(("video", "h264", "Main", true, "yuv420p", 320, 240, 25.0, 0));
        var audio = facts.Streams[1];
        (audio.Type, audio.Codec, audio.Profile, audio.Channels, audio.SampleRate).ShouldBe(("audio", "aac", "LC", 2, 48000));
        facts.Streams.ShouldAllBe(stream => !stream.AttachedPicture);
    }

    [Fact]
    public async Task Ffprobe_tells_how_a_video_is_turned_with_the_clock()
    {
        var file = await _box.SampleAsync("x.mp4", "-f", "lavfi", "-i", "testsrc=s=64x32:d=0.2", "-c:v", "libx264");
        // ffmpeg 5.1 writes the matrix of a turn against the clock for this tag.
        var turned = await _box.SampleAsync("y.mp4", "-i", file, "-c", "copy", "-metadata:s:v", "rotate=90");

        (await ProbeAsync(turned, Container.Mp4)).Streams[0].Rotation.ShouldBe(270);
    }

    [Fact]
    public async Task A_cover_is_told_from_a_video()
    {
        var picture = await _box.SampleAsync("x.jpg", "-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1");
        var file = await _box.SampleAsync(
            "x.mp3", "-f", "lavfi", "-i", "sine=d=1", "-i", picture, "-map", "0", "-map", "1", "-c:a", "libmp3lame", "-c:v", "copy", "-disposition:v", "attached_pic");

        var facts = await ProbeAsync(file, Container.Mp3);

        facts.Streams.Select(stream => (stream.Codec, stream.AttachedPicture)).ShouldBe([("mp3", false), ("mjpeg", true)]);
    }

    [Theory]
    [InlineData("x.m4a", Container.Mp4, "aac", "aac")]
    [InlineData("x.aac", Container.Adts, "aac", "aac")]
    [InlineData("x.mp3", Container.Mp3, "libmp3lame", "mp3")]
    [InlineData("x.ogg", Container.Ogg, "libopus", "opus")]
    [InlineData("y.ogg", Container.Ogg, "libvorbis", "vorbis")]
    [InlineData("x.wav", Container.Wav, "pcm_s16le", "pcm_s16le")]
    [InlineData("x.flac", Container.Flac, "flac", "flac")]
    [InlineData("x.webm", Container.Matroska, "libopus", "opus")]
    [InlineData("x.ts", Container.MpegTs, "aac", "aac")]
    [InlineData("x.flv", Container.Flv, "aac", "aac")]
    public async Task Sound_of_every_container_on_the_list_is_decoded(string name, Container container, string encoder, string codec)
    {
        var file = await _box.SampleAsync(name, "-f", "lavfi", "-i", "sine=r=44100:d=0.5", "-c:a", encoder);

        (await ProbeAsync(file, container)).Streams[0].Codec.ShouldBe(codec);
        (await _box.RunAsync(Tool.Ffmpeg, Ffmpeg.Arguments(MediaFormat.For(container)!, ["-f", "wav", "out/x.wav"]), file)).ShouldBeOfType<RunResult.Done>();
        new FileInfo(Path.Combine(_box.Scratch.Output, "x.wav")).Length.ShouldBeInRange(40_000, 60_000);
    }

    [Theory]
    [InlineData("libx264", "h264")]
    [InlineData("libx265", "hevc")]
    [InlineData("libvpx-vp9", "vp9")]
    [InlineData("mpeg4", "mpeg4")]
    public async Task Video_of_the_usual_codecs_is_decoded_and_progress_is_told(string encoder, string codec)
    {
        var file = await _box.SampleAsync("x.mp4", "-f", "lavfi", "-i", "testsrc=s=64x64:d=1", "-c:v", encoder);
        var reached = TimeSpan.Zero;
        var run = _box.Run(Tool.Ffmpeg, Ffmpeg.Arguments(MediaFormat.For(Container.Mp4)!, ["-c:v", "libx264", "-bf", "0", "out/y.mp4"]), file) with
        {
            OnLine = line => reached = Ffmpeg.ReadProgress(line) ?? reached,
        };

        (await ProbeAsync(file, Container.Mp4)).Streams[0].Codec.ShouldBe(codec);
        (await _box.Sandbox.RunAsync(run, CancellationToken.None)).ShouldBeOfType<RunResult.Done>().Cpu.ShouldBeGreaterThan(TimeSpan.Zero);
        reached.TotalSeconds.ShouldBeInRange(0.8, 1.2);
    }

    [Theory]
    [InlineData("out_time_us=1500000", 1500L)]
    [InlineData("out_time_us=0", 0L)]
    [InlineData("out_time_us=N/A", null)]
    [InlineData("out_time_us=-5", null)]
    [InlineData("out_time_us=9223372036854775807", null)]
    [InlineData("frame=3", null)]
    [InlineData("", null)]
    public void Progress_is_read_from_one_kind_of_line(string line, long? milliseconds) =>
        Ffmpeg.ReadProgress(line)?.TotalMilliseconds.ShouldBe((double)milliseconds!.Value);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"streams\":{}}")]
    [InlineData("{\"streams\":[{\"a\":[[[[[[[[[[]]]]]]]]]]}]}")]
    public void An_answer_that_is_none_gives_no_facts(string json) => Ffprobe.Read(json).ShouldBeNull();

    [Fact]
    public void An_answer_with_nonsense_in_it_gives_what_makes_sense()
    {
        var facts = Ffprobe.Read(
            """{"streams":[7,{"index":"x","codec_name":3,"width":1e99,"duration":"N/A","avg_frame_rate":"0/0","side_data_list":[1,{"rotation":-90}],"disposition":[]}],"format":3}""")!;

        var stream = facts.Streams.ShouldHaveSingleItem();
        (stream.Codec, stream.Width, stream.Duration, stream.FrameRate, stream.Rotation).ShouldBe(("unknown", null, null, null, 90));
        facts.Duration.ShouldBeNull();
    }

    [Theory]
    [InlineData("x.jpg", Container.Jpeg)]
    [InlineData("x.png", Container.Png)]
    [InlineData("x.gif", Container.Gif)]
    [InlineData("x.tif", Container.Tiff)]
    [InlineData("x.webp", Container.WebP)]
    public async Task A_picture_is_decoded_by_its_own_loader(string name, Container container)
    {
        var file = await _box.SampleAsync(name, "-f", "lavfi", "-i", "testsrc=s=640x480", "-frames:v", "1");
        var loader = PictureLoader.For(container)!;

        (await _box.RunAsync(Tool.Vips, Vips.Load(loader, "out/a.jpg[Q=80,strip]"), file)).ShouldBeOfType<RunResult.Done>();
        (await _box.RunAsync(Tool.Vips, Vips.Thumbnail(loader, "in/0", "out/b.jpg[Q=80,strip]", 100, 100, "--size", "down"), file)).ShouldBeOfType<RunResult.Done>();

        (await SizeAsync("a.jpg")).ShouldBe((640, 480));
        (await SizeAsync("b.jpg")).ShouldBe((100, 75));
    }

    [Fact]
    public async Task A_heic_picture_is_decoded()
    {
        var png = await _box.SampleAsync("x.png", "-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1");
        var loader = PictureLoader.For(Container.Heic)!;
        (await RunAsync(["pngload", "in/0", "out/x.heic"], png)).ShouldBeOfType<RunResult.Done>();
        var heic = Path.Combine(_box.Scratch.Output, "x.heic");

        (await RunAsync(Vips.Load(loader, "out/y.jpg"), heic)).ShouldBeOfType<RunResult.Done>();

        Task<RunResult> RunAsync(IReadOnlyList<string> arguments, string input) =>
            _box.Sandbox.RunAsync(_box.Run(Tool.Vips, arguments, input) with { Modules = loader.Modules }, CancellationToken.None);
    }

    [Fact]
    public async Task The_first_page_of_a_document_is_drawn()
    {
        var file = _box.Write("x.pdf", OnePage());

        (await _box.RunAsync(Tool.PdfToPpm, Vips.FirstPage(100), file)).ShouldBeOfType<RunResult.Done>();

        (await SizeAsync("page.jpg")).ShouldBe((50, 100));
    }

    private static string OnePage()
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        string[] objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 600]>>"];
        for (var at = 0; at < objects.Length; at++)
        {
            offsets.Add(text.Length);
            text.Append($"{at + 1} 0 obj{objects[at]}endobj\n");
        }

        var table = text.Length;
        text.Append("xref\n0 4\n0000000000 65535 f \n").AppendJoin("", offsets.Select(offset => $"{offset:D10} 00000 n \n"));
        return text.Append($"trailer<</Size 4/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n").ToString();
    }

    private async Task<ProbeFacts> ProbeAsync(string file, Container container)
    {
        var run = _box.Run(Tool.Ffprobe, Ffprobe.Arguments(MediaFormat.For(container)!), file) with { KeepOutput = Ffprobe.MostOutput };
        var done = (await _box.Sandbox.RunAsync(run, CancellationToken.None)).ShouldBeOfType<RunResult.Done>();
        return Ffprobe.Read(done.Output).ShouldNotBeNull(done.Output);
    }

    // By vipsheader, which is another program than the one under test.
    private async Task<(int Width, int Height)> SizeAsync(string name)
    {
        var tool = new Tool("vipsheader", "libvips-tools");
        var done = (await _box.RunAsync(tool, [$"out/{name}"])).ShouldBeOfType<RunResult.Done>();
        var size = done.Output.Split(": ", 2)[1].Split(' ')[0].Split('x');
        return (int.Parse(size[0], System.Globalization.CultureInfo.InvariantCulture), int.Parse(size[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
