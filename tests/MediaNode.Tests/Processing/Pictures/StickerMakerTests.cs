using System.IO.Compression;
using MediaNode.Formats.Limits;
using MediaNode.Fuzz.Samples;
using MediaNode.Processing;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Pictures;

/// <summary>Stickers of pictures that no codec makes small, and of those that need no codec.</summary>
public sealed class StickerMakerTests : IDisposable
{
    private readonly PictureBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(800, 8)]
    [InlineData(100, 16)]
    public async Task Noise_that_is_noise_in_its_transparency_too_becomes_a_sticker(int edge, int depth)
    {
        using var temp = new TempDirectory();
        var path = Path.Combine(temp.Path, "noise.png");
        await File.WriteAllBytesAsync(path, PngOfNoise(edge, depth), TestContext.Current.CancellationToken);

        var (made, sticker) = await _bench.MakeAsync(PictureBench.SourceOf(path), Kind.Sticker);

        var picture = await JudgePicture.OfAsync(sticker);
        (picture.Format, picture.Width, picture.Height, picture.Pages, picture.HasAlpha).ShouldBe(("webp", 512, 512, 1, true));
        JudgeSealed.LengthOf(sticker).ShouldBeLessThanOrEqualTo(100 << 10);
        made.Done[^1].Detail.ShouldContain("its transparency at");
    }

    [Fact]
    public async Task An_animation_of_one_frame_becomes_a_still_sticker_for_nothing_is_lost()
    {
        using var bench = new PictureBench();
        var (_, still) = await bench.MakeAsync(await PictureBench.SampleAsync("plain.png"), Kind.Sticker);
        var picture = await File.ReadAllBytesAsync(still, TestContext.Current.CancellationToken);
        var animation = bench.Write("animation.webp", AnimationOf(picture));
        var source = PictureBench.SourceOf(animation);
        _bench.Decide(source, Kind.Sticker).ShouldBeOfType<RenditionPlan.Mend>().Breaches.Single().Rule.ShouldBe(Rule.StickerAnimation);

        var (made, _) = await _bench.MakeAsync(source, Kind.Sticker);

        made.Done.Select(done => done.Step).ShouldBe(["first-frame", "to-sticker"]);
        made.Facts.Image!.Animated.ShouldBeFalse();
    }

    [Fact]
    public async Task A_sticker_of_which_only_the_place_is_told_loses_that_and_no_pixel()
    {
        var (_, clean) = await _bench.MakeAsync(await PictureBench.SampleAsync("plain.png"), Kind.Sticker);
        var bytes = await File.ReadAllBytesAsync(clean, TestContext.Current.CancellationToken);
        using var bench = new PictureBench();
        var located = bench.Write(
            "located.webp", WebPSamples.Of(bytes[12..], WebPSamples.Chunk("EXIF", ExifSamples.Exif(1, located: true))));

        var (made, path) = await bench.MakeAsync(PictureBench.SourceOf(located), Kind.Sticker);

        made.Done.Single().Step.ShouldBe("strip-metadata");
        (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).ShouldBe(bytes);
    }

    private static byte[] PngOfNoise(int edge, int depth)
    {
        var random = new Random(5);
        var row = 1 + (edge * 4 * depth / 8);
        var pixels = new byte[row * edge];
        random.NextBytes(pixels);
        for (var at = 0; at < pixels.Length; at += row)
        {
            pixels[at] = 0; // The row's filter: none.
        }

        return PngSamples.Of(PngSamples.Header((uint)edge, (uint)edge, depth, 6), PngSamples.Chunk("IDAT", Deflated(pixels)),
            PngSamples.End);
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var made = new MemoryStream();
        using (var zlib = new ZLibStream(made, CompressionLevel.Fastest))
        {
            zlib.Write(bytes);
        }

        return made.ToArray();
    }

    private static byte[] AnimationOf(byte[] still)
    {
        // Behind the file's header and that of the extended form, if it has one, stands the picture.
        var chunks = still[12..].AsSpan().StartsWith("VP8X"u8) ? still[30..] : still[12..];
        var size = Pieces.Join(Pieces.Little24(511), Pieces.Little24(511));
        return WebPSamples.Of(
            WebPSamples.Extended(0x12, 512, 512),
            WebPSamples.Chunk("ANIM", new byte[6]),
            WebPSamples.Chunk("ANMF", Pieces.Join(new byte[6], size, Pieces.Little24(100), [0], chunks)));
    }
}
