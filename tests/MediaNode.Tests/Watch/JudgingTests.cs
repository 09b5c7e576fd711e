using MediaNode.Settings;
using MediaNode.Volumes;
using MediaNode.Watch;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Watch;

/// <summary>Marks, states and the order in which a filling volume refuses.</summary>
public sealed class JudgingTests
{
    private const long Total = 100_000;

    private static readonly WatchOptions _options = new()
    {
        Warn = new FreeShare(default, 20),
        Degrade = new FreeShare(default, 10),
        Stop = new FreeShare(default, 4),
    };

    [Theory]
    [InlineData(50_000, VolumeState.Ok, 43_000, 46_000, 50_000)]
    [InlineData(20_000, VolumeState.Warn, 13_000, 16_000, 20_000)]
    [InlineData(10_001, VolumeState.Warn, 3_001, 6_001, 10_001)]
    [InlineData(10_000, VolumeState.Degraded, 0, 6_000, 10_000)]
    [InlineData(7_000, VolumeState.Degraded, 0, 0, 7_000)]
    [InlineData(4_000, VolumeState.Full, 0, 0, 0)]
    [InlineData(0, VolumeState.Full, 0, 0, 0)]
    internal void First_uploads_then_what_is_fetched_then_processing_has_no_room(long free, VolumeState state, long upload, long fetch, long send)
    {
        var space = Space(free);

        Judging.Judge(space, VolumeState.Ok).ShouldBe(state);
        space.RoomFor(VolumeUse.Upload).ShouldBe(upload);
        space.RoomFor(VolumeUse.Fetch).ShouldBe(fetch);
        space.RoomFor(VolumeUse.Send).ShouldBe(send);
    }

    [Theory]
    [InlineData(VolumeState.Full, 5_000, VolumeState.Full)]
    [InlineData(VolumeState.Full, 5_001, VolumeState.Degraded)]
    [InlineData(VolumeState.Degraded, 12_500, VolumeState.Degraded)]
    [InlineData(VolumeState.Degraded, 12_501, VolumeState.Warn)]
    [InlineData(VolumeState.Warn, 25_000, VolumeState.Warn)]
    [InlineData(VolumeState.Warn, 25_001, VolumeState.Ok)]
    [InlineData(VolumeState.Failing, 25_000, VolumeState.Ok)]
    [InlineData(VolumeState.Ok, 25_000, VolumeState.Ok)]
    internal void A_state_is_left_only_a_quarter_above_its_mark(VolumeState was, long free, VolumeState now) =>
        Judging.Judge(Space(free), was).ShouldBe(now);

    [Theory]
    [InlineData(21, VolumeState.Ok)]
    [InlineData(20, VolumeState.Warn)]
    [InlineData(10, VolumeState.Degraded)]
    [InlineData(4, VolumeState.Full)]
    internal void Inodes_count_as_bytes_do_and_the_words_say_which(long inodes, VolumeState state)
    {
        var space = Space(90_000, inodes);

        Judging.Judge(space, VolumeState.Ok).ShouldBe(state);
        if (state >= VolumeState.Degraded)
        {
            space.RoomFor(VolumeUse.Upload).ShouldBe(0);
            space.WhyNoneFor(VolumeUse.Upload).ShouldBe($"The media volume has {inodes} of 100 inodes left; from 10 on uploads are refused.");
            Judging.Words(space, state)!.ShouldStartWith($"The media volume has {inodes} of 100 inodes left. Uploads are refused");
        }
    }

    [Fact]
    public void A_file_system_that_counts_no_inodes_lacks_none() =>
        Judging.Judge(new VolumeSpace(Total, 90_000, 90_000) { Marks = VolumeMarks.Of(_options, 0, Total, 0) }, VolumeState.Ok).ShouldBe(VolumeState.Ok);

    [Fact]
    public void Of_a_small_volume_the_marks_are_small_parts_and_they_keep_their_order_and_the_reserve()
    {
        var small = VolumeMarks.Of(new WatchOptions(), reserve: 2_500_000, total: 50_000_000, inodes: 100);
        (small.Warn.Bytes, small.Degrade.Bytes, small.Wait.Bytes, small.Stop.Bytes).ShouldBe((10_000_000, 5_000_000, 3_750_000, 2_500_000));
        (small.Warn.Inodes, small.Degrade.Inodes, small.Wait.Inodes, small.Stop.Inodes).ShouldBe((20, 10, 8, 5));

        var turned = new WatchOptions { Warn = default, Degrade = new FreeShare(new ByteSize(1), null), Stop = new FreeShare(default, 30) };
        var marks = VolumeMarks.Of(turned, reserve: 10, Total, 0);
        (marks.Warn.Bytes, marks.Degrade.Bytes, marks.Wait.Bytes, marks.Stop.Bytes).ShouldBe((30_000, 30_000, 30_000, 30_000));
        VolumeMarks.Of(new WatchOptions { Warn = default, Degrade = default, Stop = default }, reserve: 10, Total, 0).Warn.Bytes.ShouldBe(10);
    }

    [Theory]
    [InlineData("5 %", 5_000)]
    [InlineData("2.5%", 2_500)]
    [InlineData("1 KB", 1_024)]
    [InlineData("1 GB", 7_000)]
    public void A_share_is_a_percentage_or_a_size_up_to_a_part(string text, long bytes)
    {
        FreeShare.TryParse(text, out var share).ShouldBeTrue();
        share.Of(Total, atMost: 7_000).ShouldBe(bytes);
    }

    [Theory]
    [InlineData("--Watch:Warn=much")]
    [InlineData("--Watch:Degrade=51 %")]
    [InlineData("--Watch:Stop=2 TB")]
    public void What_is_no_share_is_a_mistake_in_the_settings(string setting) =>
        MediaNode.Hosting.NodeSettings.Load([setting]).Mistakes.ShouldHaveSingleItem().ShouldContain(setting[2..].Split('=')[0]);

    private static VolumeSpace Space(long free, long inodes = 100) =>
        new(Total, free, free) { Inodes = 100, FreeInodes = inodes, Marks = VolumeMarks.Of(_options, 0, Total, 100) };
}
