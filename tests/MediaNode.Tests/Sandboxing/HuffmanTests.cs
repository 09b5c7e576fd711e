using System.Net;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Renditions;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

/// <summary>WebPs with prefix codes like those of CVE-2023-4863: they are refused or decoded, and nothing crashes.</summary>
public sealed class HuffmanTests(SharedNode shared) : IClassFixture<SharedNode>, IDisposable
{
    // Of a sticker that goes as it is, and of one that is made to fit.
    private static readonly (int Width, int Height)[] _sizes = [(512, 512), (300, 200)];

    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    public static TheoryData<string> Sound => [.. LosslessWebP.Sound.Keys];

    public static TheoryData<string> Unsound => [.. LosslessWebP.Unsound.Keys];

    [Theory]
    [MemberData(nameof(Sound))]
    public async Task What_is_written_right_is_decoded(string what)
    {
        foreach (var (width, height) in _sizes)
        {
            (await DecodeAsync(LosslessWebP.Sound[what](width, height))).ShouldAllBe(result => result is RunResult.Done);
        }
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task What_is_written_wrong_crashes_no_decoder(string what)
    {
        foreach (var (width, height) in _sizes)
        {
            foreach (var result in await DecodeAsync(LosslessWebP.Unsound[what](width, height)))
            {
                // From 128 up stands a signal.
                (result is RunResult.Done or RunResult.Failed { ExitCode: < 128 }).ShouldBeTrue($"{what}: {result}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public async Task What_is_written_wrong_is_refused_as_a_sticker_and_the_node_lives(string what)
    {
        foreach (var (width, height) in _sizes)
        {
            var id = await shared.Node.UploadAsync(LosslessWebP.Unsound[what](width, height), "image/webp");
            foreach (var mode in (string[])["fix", "strict"])
            {
                using var made = await shared.Node.MakeAsync(id, $"kind=sticker&processing={mode}");

                (await made.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "media-refused")).GetRawText().ShouldContain(
                    width == 512 || mode == "fix" ? Rule.MediaDamaged.Id : Rule.StickerDimensions.Id);
            }
        }

        (await shared.Node.StatusAsync("/v1/health")).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<IReadOnlyList<RunResult>> DecodeAsync(byte[] webp)
    {
        var file = _box.Write("sticker.webp", webp);
        var loader = PictureLoader.For(MediaSniffer.Inspect(new MemorySource(webp)).Container)!;
        return
        [
            await _box.RunAsync(Tool.Vips, Vips.Load(loader, "out/a.png", "--fail-on", "error"), file),
            await _box.RunAsync(Tool.Vips, Vips.Thumbnail(loader, "in/0", "out/b.jpg", 100, 100), file),
        ];
    }
}
