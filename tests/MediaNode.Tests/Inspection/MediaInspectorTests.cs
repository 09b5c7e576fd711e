using System.Text;
using MediaNode.Formats.Inspection;
using MediaNode.Inspection;
using MediaNode.Problems;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Processing.Plays;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inspection;

public sealed class MediaInspectorTests
{
    private static readonly Tool _missing = new("ffprobe", "ffmpeg", "/nowhere/ffprobe");

    [Fact]
    public async Task What_takes_a_decoder_comes_from_ffprobe()
    {
        using var workshop = new Workshop();

        var facts = await workshop.FactsAsync(await SampleFiles.PathAsync("high-b-frames.mp4"));

        var picture = facts.Tracks[0];
        (picture.Profile, picture.HasBFrames, picture.PixelFormat).ShouldBe(("High", true, "yuv420p"));
        (picture.Width, picture.Height).ShouldBe((320, 240));
        picture.FrameRate!.Value.ShouldBe(15, 0.1);
        var sound = facts.Tracks[1];
        (sound.Codec, sound.Profile, sound.Channels, sound.SampleRate).ShouldBe(("aac", "LC", 1, 44_100));
        facts.Damage.ShouldBeNull();
    }

    [Theory]
    [InlineData("clip.ts")]
    [InlineData("clip.flv")]
    public async Task Where_our_readers_find_no_tracks_ffprobe_does(string name)
    {
        using var workshop = new Workshop();
        var path = await workshop.Box.SampleAsync(name, "-i", await SampleFiles.PathAsync("conforming.mp4"), "-c", "copy");

        var facts = await workshop.FactsAsync(path);

        facts.Tracks.Select(track => $"{track.Kind} {track.Codec}").ShouldBe(["Video h264", "Audio aac"], ignoreOrder: true);
        facts.Duration!.Value.TotalSeconds.ShouldBe(2, 0.2);
    }

    [Fact]
    public async Task A_cover_is_no_video()
    {
        using var workshop = new Workshop();

        var facts = await workshop.FactsAsync(await SampleFiles.PathAsync("vbr-cover.mp3"));

        facts.Tracks.Select(track => (track.Kind, track.Codec)).ShouldBe([(TrackKind.Audio, "mp3"), (TrackKind.Other, "mjpeg")]);
    }

    [Theory]
    [InlineData("magicyuv.avi")]
    [InlineData("magicyuv.mov")]
    public async Task A_codec_that_may_not_be_opened_is_named(string file)
    {
        using var workshop = new Workshop();

        (await workshop.FactsAsync(await SampleFiles.PathAsync(file))).Tracks[0].Codec.ShouldBe("magicyuv");
    }

    [Fact]
    public async Task Tracks_that_make_no_sense_behind_a_whole_header_are_damage()
    {
        using var workshop = new Workshop();
        var bytes = new byte[64 * 188];
        for (var packet = 0; packet < 64; packet++)
        {
            bytes[packet * 188] = 0x47;
        }

        var facts = await workshop.FactsAsync(workshop.Box.Write("empty.ts", bytes));

        facts.Container.ShouldBe(Container.MpegTs);
        facts.Damage.ShouldBe("The header is whole, but no decoder makes sense of what stands behind it.");
    }

    [Fact]
    public async Task Without_ffprobe_sound_and_video_wait_and_the_package_is_named()
    {
        using var workshop = new Workshop(ffprobe: _missing);

        var inspected = await workshop.Inspector.InspectAsync(await SampleFiles.PathAsync("conforming.mp4"), Workshop.Now);

        var (refusal, header) = inspected.ShouldBeOfType<Inspected.Unavailable>();
        refusal.Problem.ShouldBe(Problem.ProcessingUnavailable);
        refusal.Details.ShouldContain("ffmpeg");
        header.Container.ShouldBe(Container.Mp4);
    }

    [Theory]
    [InlineData("plain.jpg", Container.Jpeg)]
    [InlineData("static.webp", Container.WebP)]
    [InlineData("photo.heic", Container.Heic)]
    [InlineData("one-page.pdf", Container.Pdf)]
    [InlineData("files.zip", Container.Zip)]
    [InlineData("playlist.m3u8", Container.Playlist)]
    [InlineData("truncated.mp4", Container.Mp4)]
    [InlineData("empty.mp4", Container.Unknown)]
    public async Task Pictures_documents_and_what_is_broken_start_no_process(string file, Container container)
    {
        using var workshop = new Workshop(ffprobe: _missing);

        (await workshop.FactsAsync(await SampleFiles.PathAsync(file))).Container.ShouldBe(container);
    }

    [Fact]
    public async Task More_pixels_than_may_be_decoded_are_not_even_looked_at()
    {
        using var workshop = new Workshop(ffprobe: _missing);
        var bytes = await File.ReadAllBytesAsync(await SampleFiles.PathAsync("silent.mp4"), Workshop.Now);
        var entry = bytes.AsSpan().IndexOf("avc1"u8.ToArray().Concat(new byte[6]).ToArray()) + 4;
        bytes[entry + 24] = bytes[entry + 26] = 0x7f; // Width and height of the sample entry.

        var facts = await workshop.FactsAsync(workshop.Box.Write("vast.mp4", bytes));

        facts.Tracks[0].Width!.Value.ShouldBeGreaterThan(30_000);
    }

    [Fact]
    public async Task A_full_queue_says_so()
    {
        using var workshop = new Workshop { Queue = new(new SandboxOptions { Jobs = 2, MaxQueue = 0 }, processors: 2, memory: 8L << 30) };
        using var first = await workshop.Queue.EnterAsync(Urgency.Interactive, Workshop.Now);
        using var second = await workshop.Queue.EnterAsync(Urgency.Interactive, Workshop.Now);
        using var third = await workshop.Queue.EnterAsync(Urgency.Interactive, Workshop.Now);

        var inspected = await workshop.Inspector.InspectAsync(await SampleFiles.PathAsync("mono.opus"), Workshop.Now);

        inspected.ShouldBeOfType<Inspected.Unavailable>().Refusal.Problem.ShouldBe(Problem.Overloaded);
    }

    [Fact]
    public async Task A_look_gives_back_its_place_and_leaves_nothing()
    {
        using var workshop = new Workshop();

        await workshop.FactsAsync(await SampleFiles.PathAsync("mono.opus"));

        workshop.Queue.Running.ShouldBe(0);
        Directory.GetDirectories(Path.Combine(workshop.Box.Folder, "scratch")).ShouldBe([workshop.Box.Scratch.Path]);
    }

    [Fact]
    public void A_file_reads_as_its_bytes_at_any_offset_and_ends_where_it_ends()
    {
        using var temp = new TempDirectory();
        var path = Path.Combine(temp.Path, "file");
        File.WriteAllText(path, "0123456789");
        using var handle = File.OpenHandle(path);
        var source = new FileSource(handle);
        var read = new byte[4];

        source.Length.ShouldBe(10);
        source.Read(3, read).ShouldBe(4);
        Encoding.ASCII.GetString(read).ShouldBe("3456");
        source.Read(8, read).ShouldBe(2);
        source.Read(10, read).ShouldBe(0);
        source.Read(1000, read).ShouldBe(0);
    }
}
