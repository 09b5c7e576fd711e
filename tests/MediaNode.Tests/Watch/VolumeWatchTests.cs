using System.Text;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Tests.Webhooks;
using MediaNode.Watch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Watch;

/// <summary>What the watch tells of a volume whose room a test sets, by a clock that it turns.</summary>
public sealed class VolumeWatchTests
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    // The node disposes of it.
    private readonly FakeSpace?[] _made = new FakeSpace?[1];

    [Fact]
    public async Task Each_change_of_state_is_one_webhook_and_staying_is_none()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await StartAsync(receiver);
        foreach (var (free, words) in ((long, string)[])
            [(150, "is warn."), (95, "is degraded."), (40, "is full."), (900, "is ok. It has room again")])
        {
            Space.Free = free;
            await node.TurnUntilAsync(VolumeWatch.Every, () => Errors(receiver).LastOrDefault()?.Contains(words, StringComparison.Ordinal) == true, words);
            for (var look = 0; look < 5; look++)
            {
                node.Turn(VolumeWatch.Every);
            }
        }

        Space.Fault = new IOException("gone", 5);
        await node.TurnUntilAsync(VolumeWatch.Every, () => Errors(receiver).Count == 5, "the fault is told");
        Errors(receiver)[^1].ShouldContain("is failing. The media volume could not be read or written.");
        Errors(receiver).ShouldAllBe(error => error.StartsWith("""{"errors":[{"code":1014,"title":"Internal error","details":"The media volume is """, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_told_before_a_restart_is_not_told_again()
    {
        using var data = new TempDirectory();
        await using var receiver = await Receiver.StartAsync();
        for (var start = 0; start < 2; start++)
        {
            await using var node = await StartAsync(receiver, data.Path, free: 40);
            await node.TurnUntilAsync(VolumeWatch.Every, () => node.Node.Part<VolumeCatalog>().Told() == "full" && node.Waiting.Events == 0, "it is told");
            node.Node.Part<VolumeWatch>().Standing.State.ShouldBe(VolumeState.Full);
        }

        Errors(receiver).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_disk_that_fails_now_and_then_is_told_of_once_until_it_is_well_for_a_while()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await StartAsync(receiver);
        for (var swing = 0; swing < 12; swing++)
        {
            Space.Fault = swing % 2 == 0 ? new IOException("Input/output error", 5) : null;
            await node.TurnUntilAsync(VolumeWatch.Every, () => State(node) == (swing % 2 == 0 ? VolumeState.Failing : VolumeState.Ok), $"swing {swing}");
            node.Turn(VolumeWatch.Every);
        }

        await node.TurnUntilAsync(VolumeWatch.Every, () => Errors(receiver).Any(error => error.Contains("is ok.", StringComparison.Ordinal)), "it is well");
        Errors(receiver).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_restart_a_little_above_a_mark_changes_nothing_and_tells_nothing()
    {
        using var data = new TempDirectory();
        await using var receiver = await Receiver.StartAsync();
        // Entered at 200, left at 250.
        foreach (var free in (int[])[190, 230, 190, 240])
        {
            await using var node = await StartAsync(receiver, data.Path, free);
            await node.TurnUntilAsync(VolumeWatch.Every, () => node.Node.Part<VolumeCatalog>().Told() is not null && node.Waiting.Events == 0, "it is told");
            for (var look = 0; look < 5; look++)
            {
                node.Turn(VolumeWatch.Every);
            }

            node.Node.Part<VolumeWatch>().Look().State.ShouldBe(VolumeState.Warn);
            node.Node.Part<VolumeCatalog>().Told().ShouldBe("warn");
        }

        Errors(receiver).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Room_that_comes_and_goes_around_a_mark_is_told_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await StartAsync(receiver);
        Space.Free = 100;
        await node.TurnUntilAsync(VolumeWatch.Every, () => Errors(receiver).Count == 1, "it is degraded");
        for (var swing = 0; swing < 20; swing++)
        {
            Space.Free = swing % 2 == 0 ? 124 : 80;
            node.Turn(VolumeWatch.Every);
            State(node).ShouldBe(VolumeState.Degraded);
        }

        Space.Free = 900;
        await node.TurnUntilAsync(VolumeWatch.Every, () => Errors(receiver).Any(error => error.Contains("is ok.", StringComparison.Ordinal)), "it is well again");
        Errors(receiver).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_disk_that_takes_no_byte_is_failing_until_it_does_again()
    {
        await using var node = await StartAsync(null);
        Space.ProbeFault = new IOException("Input/output error", 5);
        await node.TurnUntilAsync(VolumeWatch.Every, () => State(node) == VolumeState.Failing, "the probe fails");
        using (var health = await node.Node.GetAsync("/v1/health"))
        {
            var told = (await health.JsonAsync()).GetProperty("node");
            told.GetProperty("state").GetString().ShouldBe("failing");
            told.GetProperty("volume").GetProperty("state").GetString().ShouldBe("failing");
            told.GetProperty("reason").GetString()!.ShouldContain("could not be read or written");
        }

        Space.ProbeFault = null;
        await node.TurnUntilAsync(VolumeWatch.Every, () => State(node) == VolumeState.Ok, "it is ok again");
    }

    [Fact]
    public async Task A_day_of_filling_is_enough_to_say_how_many_are_left_and_a_week_is_all_that_is_kept()
    {
        await using var node = await StartAsync(null);
        var catalog = node.Node.Part<VolumeCatalog>();
        for (var hour = 1; hour <= 24; hour++)
        {
            Space.Free = 900 - (10 * hour);
            var count = hour;
            await node.TurnUntilAsync(TimeSpan.FromMinutes(61), () => catalog.Samples(default).Count >= count, $"reading {hour}");
        }

        var days = (await node.ShowAsync("/api/volume")).GetProperty("days_to_full").GetDouble();
        days.ShouldBeInRange(1, 30);
        await catalog.AddAsync(new VolumeSample(_clock.GetUtcNow().AddDays(8).ToUnixTimeMilliseconds(), 1, 1, 1, 1), _clock.GetUtcNow().AddDays(1));
        catalog.Samples(default).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Everybody_is_told_the_same()
    {
        await using var node = await StartAsync(null);
        Space.FreeInodes = 60;
        await node.TurnUntilAsync(VolumeWatch.Every, () => State(node) == VolumeState.Degraded, "it is degraded");

        var volume = await node.ShowAsync("/api/volume");
        volume.GetProperty("state").GetString().ShouldBe("degraded");
        volume.GetProperty("held").EnumerateArray().Select(held => held.GetString()).ShouldBe(["uploads", "fetching"]);
        volume.GetProperty("reason").GetString()!.ShouldBe("The media volume has 60 of 1000 inodes left. Uploads are refused, and links and media of users wait.");
        volume.GetProperty("free_inodes").GetInt64().ShouldBe(60);
        (await node.ShowAsync("/v1/support")).GetProperty("support").GetProperty("volume_state").GetString().ShouldBe("degraded");
        var health = (await node.ShowAsync("/v1/health")).GetProperty("node");
        health.GetProperty("state").GetString().ShouldBe("degraded");
        health.GetProperty("volume").GetProperty("usable_bytes").GetInt64().ShouldBe(0);
        var metrics = await node.Node.Client.GetStringAsync(new Uri("/metrics?format=prometheus", UriKind.Relative));
        metrics.ShouldContain("medianode_volume_state 2");
        metrics.ShouldContain("medianode_volume_free_inodes 60");
        metrics.ShouldContain("medianode_volume_days_to_full -1");
        using var refused = await node.Node.PostMediaAsync(Bytes.Random(10));
        (await refused.ShouldRefuseAsync(System.Net.HttpStatusCode.InsufficientStorage, 1014))
            .ShouldContain("The media volume has 60 of 1000 inodes left; from 100 on uploads are refused.");
    }

    private FakeSpace Space => _made[0]!;

    private static VolumeState State(WebhookNode node) => node.Node.Part<VolumeWatch>().Standing.State;

    private static List<string> Errors(Receiver receiver) =>
        [.. receiver.All.Where(one => one.Answered == 200).Select(one => Encoding.UTF8.GetString(one.Body)).Where(body => body.Contains("\"errors\"", StringComparison.Ordinal))];

    private Task<WebhookNode> StartAsync(Receiver? receiver, string? data = null, long free = 900) => WebhookNode.StartAsync(
        receiver?.Url, data: data, clock: _clock, configure: services =>
        {
            services.AddSingleton<IStage>(provider => provider.GetRequiredService<VolumeWatch>());
            WrappedVolume.Install(real => _made[0] = new FakeSpace(real) { Free = free })(services);
        });
}
