using System.Collections.Concurrent;
using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>Uploads from many sides until the disk takes no more, or fails; a kill in the midst of them; and a look at what was acknowledged.</summary>
[Collection(HeavyTests.Name)]
public sealed class KilledOnFullDiskTests
{
    private const int Clients = 8;

    [Theory]
    [InlineData("mount -t tmpfs -o size=50m small DIR", false)]
    [InlineData("mount -t tmpfs -o size=50m,nr_inodes=200 small DIR", false)]
    [InlineData("truncate -s 60M IMAGE; mkfs.ext4 -q -F IMAGE; mount -o loop IMAGE DIR", true)]
    [InlineData("truncate -s 60M IMAGE; mkfs.ext4 -q -F -N 200 IMAGE; mount -o loop IMAGE DIR", true)]
    public async Task Killed_while_the_disk_is_full_the_node_comes_back_with_all_that_was_acknowledged_and_goes_on(string mount, bool needsLoop)
    {
        Assert.SkipWhen(needsLoop && !PrivateMounts.HasLoop, PrivateMounts.NeedsLoop);
        await using var disk = await SmallDisk.StartAsync(mount);
        var kept = new ConcurrentDictionary<string, string>();
        var refused = new TaskCompletionSource();
        var clients = Enumerable.Range(0, Clients).Select(client => UploadAsync(disk.Client, client, kept, refused)).ToList();
        await refused.Task;
        // They go on while somebody else takes what is left.
        await disk.FillAsync();
        await disk.Node.KillAsync();
        await Task.WhenAll(clients);
        kept.Count.ShouldBeGreaterThan(Clients);

        await disk.RestartAsync();

        await ShouldHaveAsync(disk, kept);
        disk.Partials.ShouldBe(0);
        // What was half written has gone by now.
        await disk.FillAsync();
        (await disk.StateAsync()).ShouldBe("full");
        using (var more = await disk.Client.PostAsync(Bytes.Random(100)))
        {
            await more.ShouldRefuseAsync(HttpStatusCode.InsufficientStorage, 1014);
        }

        foreach (var id in kept.Keys.Take(kept.Count / 2).ToList())
        {
            (await disk.Client.RemoveAsync(id)).ShouldBe(HttpStatusCode.OK);
            kept.TryRemove(id, out _).ShouldBeTrue();
        }

        await disk.ClearAsync();
        (await disk.StateAsync()).ShouldBeOneOf("ok", "warn");
        await disk.Client.UploadAsync(Bytes.Random(1000));
        await ShouldHaveAsync(disk, kept);
    }

    [Fact]
    public async Task A_disk_that_loses_what_it_took_has_every_media_that_was_acknowledged()
    {
        Assert.SkipUnless(PrivateMounts.HasLoop, PrivateMounts.NeedsLoop);
        await using var disk = await SmallDisk.StartAsync(PrivateMounts.Thin(megaBytes: 16), place: "media");
        var kept = new ConcurrentDictionary<string, string>();
        var refused = new TaskCompletionSource();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => UploadAsync(disk.Client, client, kept, refused, most: 40)));
        refused.Task.IsCompleted.ShouldBeTrue("the disk never failed: nothing was proved");
        kept.ShouldNotBeEmpty();
        (await disk.Node.LoginAsync()).ShouldBe(HttpStatusCode.OK);

        // Out of memory goes what never came to the disk; the disk is repaired, and has room.
        await disk.Node.KillAsync();
        await disk.TakeOutAsync("mount -o remount,size=80m IMAGE; e2fsck -fy IMAGE/image >/dev/null 2>&1 || true; mount -o loop IMAGE/image DIR");
        await disk.RestartAsync();

        await ShouldHaveAsync(disk, kept);
        (await disk.StateAsync()).ShouldBe("ok");
        await disk.Client.UploadAsync(Bytes.Random(1000));
    }

    /// <summary>Uploads of all sizes until the node is gone, or so many were refused.</summary>
    private static async Task UploadAsync(
        HttpClient client, int number, ConcurrentDictionary<string, string> kept, TaskCompletionSource refused, int most = int.MaxValue)
    {
        for (var (turn, refusals) = (0, 0); refusals < most; turn++)
        {
            var bytes = Bytes.Random((turn % 4) switch { 0 => 10, 1 => 3_000, 2 => 200_000, _ => 2_500_000 }, seed: (number << 20) + turn);
            try
            {
                using var response = await client.PostAsync(bytes, chunked: turn % 3 == 0);
                if (response.StatusCode == HttpStatusCode.Created)
                {
                    kept[(await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!] = MediaCalls.DigestOf(bytes);
                    continue;
                }

                response.StatusCode.ShouldBeOneOf(HttpStatusCode.InsufficientStorage, HttpStatusCode.InternalServerError);
                (await response.Content.ReadAsStringAsync()).ShouldContain("\"code\":1014");
                refusals++;
                refused.TrySetResult();
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    private static async Task ShouldHaveAsync(SmallDisk disk, IReadOnlyDictionary<string, string> kept)
    {
        foreach (var (id, digest) in kept)
        {
            (await disk.Client.DigestOfAsync(id)).ShouldBe(digest, id);
        }
    }
}
