using MediaNode.Processing;
using MediaNode.Sandboxing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Processing.Pictures;

public sealed class ThumbnailGroupsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxMode.Required)]
    [InlineData(SandboxMode.Off)]
    public async Task A_hundred_at_once_take_four_starts_and_each_picture_has_its_own_thumbnail(SandboxMode mode)
    {
        await using var bench = new GroupBench(mode);
        var sources = new List<Source>();
        for (var at = 0; at < 10; at++)
        {
            sources.Add(await bench.PlainAsync((byte)(25 * at), (byte)(250 - (25 * at)), (byte)(at % 2 * 200)));
        }

        var held = await bench.HoldAsync();
        var waiting = Enumerable.Range(0, 100).Select(at => bench.Groups.MakeAsync(sources[at % 10], Cancelled)).ToList();
        held.Dispose();
        var made = await Task.WhenAll(waiting);

        bench.Runs().ShouldBe(4);
        for (var at = 0; at < 10; at++)
        {
            // To the byte what it would be by itself, and unlike all others.
            var alone = (await bench.AloneAsync(sources[at])).ShouldNotBeNull();
            (alone.Width, alone.Height).ShouldBe((100, 75));
            made.Index().Where(one => one.Item!.Jpeg.AsSpan().SequenceEqual(alone.Jpeg)).Select(one => one.Index % 10).ShouldBe(Enumerable.Repeat(at, 10));
        }

        (bench.Queue.Running, bench.Queue.Waiting, bench.Room.Promised).ShouldBe((0, 0, 0));
    }

    [Theory]
    [InlineData("plain.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("gray.jpg")]
    [InlineData("orientation-6.jpg")]
    [InlineData("gps.jpg")]
    [InlineData("plain.png")]
    [InlineData("16bit.png")]
    [InlineData("palette-transparent.png")]
    [InlineData("gray-alpha.png")]
    public async Task A_thumbnail_of_a_group_is_to_the_byte_the_one_made_alone(string file)
    {
        await using var bench = new GroupBench();
        var source = await PictureBench.SampleAsync(file);

        var made = await bench.Groups.MakeAsync(source, Cancelled);

        made.ShouldNotBeNull().Jpeg.ShouldBe((await bench.AloneAsync(source))!.Jpeg);
    }

    [Theory]
    [InlineData("photo.heic")]
    [InlineData("photo.avif")]
    [InlineData("noisy-12mp.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("p3.jpg")]
    [InlineData("animated.gif")]
    [InlineData("scan.tiff")]
    [InlineData("one-page.pdf")]
    public async Task What_is_large_or_unusual_is_none_for_a_group(string file)
    {
        await using var bench = new GroupBench();

        (await bench.Groups.MakeAsync(await PictureBench.SampleAsync(file), Cancelled)).ShouldBeNull();

        bench.Runs().ShouldBe(0);
    }

    [Theory]
    [InlineData("truncated.jpg")]
    [InlineData("truncated.png")]
    public async Task Beside_a_damaged_picture_each_is_left_to_be_made_alone_and_the_good_ones_can_be(string file)
    {
        await using var bench = new GroupBench();
        var good = await PictureBench.SampleAsync("plain.jpg");
        var damaged = await PictureBench.SampleAsync(file);

        var held = await bench.HoldAsync();
        var waiting = ((Source[])[good, damaged with { Facts = damaged.Facts with { Damage = null } }, good])
            .Select(source => bench.Groups.MakeAsync(source, Cancelled)).ToList();
        held.Dispose();

        (await Task.WhenAll(waiting)).ShouldAllBe(thumbnail => thumbnail == null);
        (await bench.AloneAsync(good)).ShouldNotBeNull();
        (await bench.AloneAsync(damaged)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_broken_decoder_leaves_is_taken_only_where_it_is_a_small_JPEG()
    {
        var small = await PictureBench.SampleAsync("plain.jpg");
        await using var good = new GroupBench();
        var thumbnail = (await good.Groups.MakeAsync(small, Cancelled)).ShouldNotBeNull();
        // A thumbnail, none, a large picture, a small PNG, a link to the thumbnail, an empty file, and half of one.
        await using var bench = new GroupBench(script: """
            cp in/0 in/out/0.jpg; cp in/1 in/out/2.jpg; cp in/2 in/out/3.jpg; ln -s 0.jpg in/out/4.jpg; : > in/out/5.jpg; head -c 200 in/0 > in/out/6.jpg
            """);
        var sources = new List<Source> { good.Written("small.jpg", thumbnail.Jpeg), small, await good.SmallPngAsync(), small, small, small, small };

        var held = await bench.HoldAsync();
        var waiting = sources.Select(source => bench.Groups.MakeAsync(source, Cancelled)).ToList();
        held.Dispose();
        var made = await Task.WhenAll(waiting);

        made[0].ShouldNotBeNull().Jpeg.ShouldBe(thumbnail.Jpeg);
        made.Skip(1).ShouldAllBe(one => one == null);
        bench.Runs().ShouldBe(1);
    }

    [Fact]
    public async Task A_group_has_a_quarter_of_the_time_of_one_picture()
    {
        await using var bench = new GroupBench(options: new SandboxOptions { ImageTimeout = TimeSpan.FromSeconds(2) }, script: "sleep 100");

        (await bench.Groups.MakeAsync(await PictureBench.SampleAsync("plain.jpg"), Cancelled)).ShouldBeNull();

        bench.Runs("timed_out").ShouldBe(1);
    }

    [Fact]
    public async Task Switched_off_there_are_no_groups()
    {
        await using var bench = new GroupBench(options: new SandboxOptions { ThumbnailGroups = false });

        (await bench.Groups.MakeAsync(await PictureBench.SampleAsync("plain.jpg"), Cancelled)).ShouldBeNull();

        bench.Runs().ShouldBe(0);
    }

    [Fact]
    public async Task Where_the_queue_is_full_each_is_left_to_be_told_so()
    {
        await using var bench = new GroupBench(options: new SandboxOptions { MaxQueue = 0 });
        using var held = await bench.HoldAsync();

        (await bench.Groups.MakeAsync(await PictureBench.SampleAsync("plain.jpg"), Cancelled)).ShouldBeNull();

        bench.Runs().ShouldBe(0);
    }

    [Fact]
    public async Task Who_goes_away_does_not_spoil_the_group()
    {
        await using var bench = new GroupBench();
        var source = await PictureBench.SampleAsync("plain.jpg");
        using var leaving = new CancellationTokenSource();

        var held = await bench.HoldAsync();
        var gone = bench.Groups.MakeAsync(source, leaving.Token);
        var stays = bench.Groups.MakeAsync(source, Cancelled);
        await leaving.CancelAsync();
        held.Dispose();

        await Should.ThrowAsync<OperationCanceledException>(gone);
        (await stays).ShouldNotBeNull();
        bench.Runs().ShouldBe(1);
    }

    [Fact]
    public async Task A_group_that_nobody_waits_for_is_ended()
    {
        await using var bench = new GroupBench(script: "sleep 100");
        using var leaving = new CancellationTokenSource();
        var gone = bench.Groups.MakeAsync(await PictureBench.SampleAsync("plain.jpg"), leaving.Token);
        await Eventually.HoldsAsync(() => bench.Queue.Running == 1, "the group runs");

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(gone);
        await Eventually.HoldsAsync(() => bench.Queue.Running == 0 && bench.Room.Promised == 0, "the group is over");
        bench.Runs("timed_out").ShouldBe(0);
    }

    [Fact]
    public async Task A_stop_ends_what_runs_and_what_waits()
    {
        var bench = new GroupBench(script: "sleep 100");
        var source = await PictureBench.SampleAsync("plain.jpg");
        var running = bench.Groups.MakeAsync(source, Cancelled);
        await Eventually.HoldsAsync(() => bench.Queue.Running == 1, "the group runs");
        var waiting = bench.Groups.MakeAsync(source, Cancelled);

        await bench.DisposeAsync();

        (await running).ShouldBeNull();
        (await waiting).ShouldBeNull();
        bench.Queue.Running.ShouldBe(0);
    }
}
