using MediaNode.Formats.Inspection;
using MediaNode.Processing;
using MediaNode.Processing.Plays;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Plays;

public sealed class BitBudgetTests
{
    private const long Limit = 16_777_199;

    public static TheoryData<int> Seconds => [1, 10, 60, 300, 900];

    [Theory]
    [MemberData(nameof(Seconds))]
    public void Picture_and_sound_together_are_within_the_limit(int seconds)
    {
        var budget = new BitBudget(Limit, TimeSpan.FromSeconds(seconds));
        var sound = budget.OfSoundBesidePicture(2);

        ((budget.OfPicture(sound) + sound) / 8.0 * seconds).ShouldBeLessThan(Limit);
    }

    [Fact]
    public void Nothing_takes_more_than_it_has_use_for()
    {
        var budget = new BitBudget(Limit, TimeSpan.FromSeconds(1));

        budget.OfSound(SoundFormat.Aac, 2).ShouldBe(128_000);
        budget.OfSound(SoundFormat.Opus, 1).ShouldBe(32_000);
        budget.OfPicture(128_000).ShouldBe(12_000_000);
        new BitBudget(Limit, null).OfPicture(0).ShouldBe(12_000_000);
    }

    [Theory]
    [InlineData(320, 240, 30, 500_000, 320)]
    [InlineData(1920, 1080, 30, 8_000_000, 1920)]
    [InlineData(3840, 2160, 30, 12_000_000, 1920)]
    [InlineData(1920, 1080, 30, 2_000_000, 1280)]
    [InlineData(1080, 1920, 30, 1_000_000, 848)]
    [InlineData(1920, 1080, 60, 1_000_000, 640)]
    [InlineData(1920, 1080, 30, 120_000, 426)]
    public void A_picture_is_as_large_as_its_bits_are_enough_for(int width, int height, int frames, int rate, int edge)
    {
        var track = new TrackFacts { Kind = TrackKind.Video, Codec = "hevc", Width = width, Height = height, FrameRate = frames };

        Math.Min(FrameSize.LongestEdge(track, rate), Math.Max(width, height)).ShouldBe(edge);
    }

    [Fact]
    public void Below_the_smallest_there_is_none()
    {
        FrameSize.Below(1920).ShouldBe(1280);
        FrameSize.Below(427).ShouldBe(426);
        FrameSize.Below(426).ShouldBeNull();
    }
}
