using System.Net;
using System.Text.Json;
using MediaNode.Watch;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>Real small disks, and what the watch makes of them by itself.</summary>
[Collection(HeavyTests.Name)]
public sealed class WatchedDiskTests
{
    [Fact]
    public async Task A_disk_that_is_filled_goes_through_every_state_and_back_and_what_was_acknowledged_is_there()
    {
        await using var disk = await SmallDisk.StartAsync("mount -t tmpfs -o size=50m small DIR", place: "media");
        var kept = await disk.Client.UploadAsync(Bytes.Random(1 << 20));
        (await disk.StateAsync()).ShouldBe("ok");

        await LeaveAsync(disk, megaBytes: 8);
        (await disk.StateAsync()).ShouldBe("warn");
        var second = await disk.Client.UploadAsync(Bytes.Random(1000));

        await LeaveAsync(disk, megaBytes: 4);
        (await HeldAsync(disk)).ShouldBe(("degraded", "uploads"));
        await RefusedAsync(disk, "bytes left");

        await LeaveAsync(disk, megaBytes: 3);
        (await HeldAsync(disk)).ShouldBe(("degraded", "uploads, fetching"));

        await LeaveAsync(disk, megaBytes: 2);
        (await HeldAsync(disk)).ShouldBe(("full", "uploads, fetching, processing"));
        (await disk.Client.DigestOfAsync(kept)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1 << 20)));
        (await disk.Client.RemoveAsync(second)).ShouldBe(HttpStatusCode.OK);

        await disk.ClearAsync();
        (await HeldAsync(disk)).ShouldBe(("ok", ""));
        await disk.Client.UploadAsync(Bytes.Random(1000));
        (await disk.Client.DigestOfAsync(kept)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1 << 20)));
    }

    [Theory]
    [InlineData("truncate -s 40M IMAGE; mkfs.ext4 -q -F -N 100 IMAGE; mount -o loop IMAGE DIR", true)]
    [InlineData("mount -t tmpfs -o size=50m,nr_inodes=100 small DIR", false)]
    public async Task Where_inodes_run_out_the_refusal_says_so_and_the_database_still_works(string mount, bool needsLoop)
    {
        Assert.SkipWhen(needsLoop && !PrivateMounts.HasLoop, "Only root with a loop device can mount an ext4 image; tmpfs is tried all the same.");
        await using var disk = await SmallDisk.StartAsync(mount);
        var ids = await disk.UploadUntilFullAsync(Bytes.Random(100));

        await RefusedAsync(disk, "inodes left");
        var volume = await VolumeAsync(disk);
        volume.GetProperty("state").GetString().ShouldBe("degraded");
        volume.GetProperty("free_inodes").GetInt64().ShouldBeGreaterThan(0, "what deletes and the database need is left");
        (await disk.Node.LoginAsync()).ShouldBe(HttpStatusCode.OK);
        foreach (var id in ids)
        {
            (await disk.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(100)));
            (await disk.Client.RemoveAsync(id)).ShouldBe(HttpStatusCode.OK);
        }

        (await HeldAsync(disk)).Held.ShouldBe("");
        await disk.Client.UploadAsync(Bytes.Random(100));
    }

    [Fact]
    public async Task A_read_only_mount_is_noticed_by_itself_and_so_is_its_end()
    {
        await using var disk = await SmallDisk.StartAsync("mount -t tmpfs -o size=50m small DIR", place: "media");
        await disk.Mounts.RunAsync($"mount -o remount,ro {disk.MountPoint}");
        // The gauge is what the watch last saw: nothing here makes it look.
        await GaugeAsync(disk, VolumeState.Failing);
        (await disk.StateAsync()).ShouldBe("failing");

        await disk.Mounts.RunAsync($"mount -o remount,rw {disk.MountPoint}");
        await GaugeAsync(disk, VolumeState.Ok);
        await disk.Client.UploadAsync(Bytes.Random(1000));
    }

    /// <summary>Another program takes all but so much.</summary>
    private static Task LeaveAsync(SmallDisk disk, int megaBytes) => disk.Mounts.RunAsync(
        $"free=$(df --output=avail -B1 {disk.MountPoint} | tail -1); head -c $((free - {megaBytes << 20})) /dev/zero >>{disk.MountPoint}/filler");

    private static async Task RefusedAsync(SmallDisk disk, string words)
    {
        using var refused = await disk.Client.PostAsync(Bytes.Random(100));
        (await refused.ShouldRefuseAsync(HttpStatusCode.InsufficientStorage, 1014)).ShouldContain(words);
    }

    private static async Task<(string State, string Held)> HeldAsync(SmallDisk disk)
    {
        var volume = await VolumeAsync(disk);
        return (volume.GetProperty("state").GetString()!, string.Join(", ", volume.GetProperty("held").EnumerateArray().Select(held => held.GetString())));
    }

    private static async Task<JsonElement> VolumeAsync(SmallDisk disk)
    {
        using var response = await disk.Client.GetAsync("/api/volume");
        return await response.JsonAsync();
    }

    private static Task GaugeAsync(SmallDisk disk, VolumeState state) => TestSimulator.UntilAsync(
        async () => (await disk.Client.GetStringAsync(new Uri("/metrics?format=prometheus", UriKind.Relative)))
            .Contains($"medianode_volume_state {(int)state}\n", StringComparison.Ordinal),
        () => $"the watch says {state}");
}
