using System.Diagnostics;
using MediaNode.Formats.Images;
using MediaNode.Formats.Inspection;
using MediaNode.Fuzz;
using MediaNode.Fuzz.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Formats.Inspection;

/// <summary>However large or hostile a file is, a look at it is small.</summary>
public class BoundsTests
{
    // A header pass takes milliseconds; the rest is for a machine that has other things to do.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_picture_of_900_million_pixels_is_measured_without_unpacking_one()
    {
        var (facts, asked) = Inspect(PngSamples.Bomb());

        facts.Damage.ShouldBeNull();
        facts.Image.ShouldNotBeNull().Pixels.ShouldBe(900_000_000);
        facts.Image.ShouldBe(new ImageFacts { Width = 30_000, Height = 30_000, BitDepth = 1, Color = ColorModel.Gray });
        asked.ShouldBeLessThan(64 * 1024);
    }

    [Fact]
    public void Frames_are_counted_no_further_than_the_bound()
    {
        Inspect(GifSamples.Animation(100_000)).Facts.Image!.Frames.ShouldBe(ImageFacts.MostFrames);
        Inspect(GifSamples.Animation(9_999)).Facts.Image!.Frames.ShouldBe(9_999);
    }

    [Fact]
    public void Pages_that_follow_each_other_in_a_circle_are_damage()
    {
        var (facts, _) = Inspect(ExifSamples.Circle());

        facts.Damage.ShouldNotBeNull().ShouldContain("circle");
    }

    [Theory]
    [InlineData((byte)0x00)]
    [InlineData((byte)0x01)]
    [InlineData((byte)0xD8)]
    [InlineData((byte)0xFF)]
    [InlineData((byte)0x21)]
    public void Thirty_megabytes_of_one_byte_behind_a_signature_are_read_within_the_bound(byte filling)
    {
        byte[][] starts =
        [
            [0xFF, 0xD8, 0xFF], PngSamples.Signature, [.. PngSamples.Signature, .. PngSamples.Header()], GifSamples.Start,
            Pieces.Text("II*\0"), Pieces.Text("RIFF\xFF\xFF\xFF\xFFWEBP"), HeifSamples.FileType("heic"),
            Pieces.Text("BM"), Pieces.Text("PK\x03\x04"), [],
            [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
            [0xFF, 0xD8, 0xFF, 0xE1, 0xFF, 0xFF, .. Pieces.Text("Exif\0\0II*\0\x08\0\0\0\xFF\xFF")],
        ];
        foreach (var start in starts)
        {
            var bytes = new byte[30 << 20];
            bytes.AsSpan().Fill(filling);
            start.CopyTo(bytes, 0);

            var before = Stopwatch.GetTimestamp();
            var (_, asked) = Inspect(bytes);

            Stopwatch.GetElapsedTime(before).ShouldBeLessThan(_patience, Convert.ToHexString(start));
            asked.ShouldBeLessThan(8 << 20, Convert.ToHexString(start));
        }
    }

    [Fact]
    public void A_large_jpeg_whose_end_is_not_in_reach_is_not_called_damaged()
    {
        var header = JpegSamples.Of(JpegSamples.Frame(), JpegSamples.Scan);

        Inspect([.. header, .. new byte[3 << 20], .. JpegSamples.End, .. new byte[9 << 20]]).Facts.Damage.ShouldBeNull();
        Inspect([.. header, .. new byte[9 << 20]]).Facts.Damage.ShouldBeNull();
        Inspect([.. header, .. new byte[3 << 20]]).Facts.Damage.ShouldNotBeNull();
    }

    [Fact]
    public void Stripping_takes_the_memory_of_a_buffer_whatever_the_size()
    {
        var scan = new byte[40 << 20];
        var source = new MemorySource(JpegSamples.Of(JpegSamples.Comment, JpegSamples.Frame(), JpegSamples.Scan, scan, JpegSamples.End));

        var before = GC.GetAllocatedBytesForCurrentThread();
        MetadataStripper.TryStrip(source, Stream.Null, out _).ShouldBeTrue();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(256 * 1024);
    }

    private static (MediaFacts Facts, long Asked) Inspect(byte[] bytes)
    {
        var source = new CountingSource(bytes);
        return (MediaSniffer.Inspect(source), source.BytesRead);
    }
}
