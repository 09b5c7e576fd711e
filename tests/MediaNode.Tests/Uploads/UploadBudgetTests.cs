using System.Net;
using MediaNode.Sandboxing;
using MediaNode.Tests.Watch;
using MediaNode.Uploads;
using MediaNode.Volumes;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Uploads;

public class UploadBudgetTests
{
    private const long Large = UploadOptions.ReadAhead + UploadOptions.Block;

    [Fact]
    public async Task Uploads_beyond_the_memory_budget_are_told_when_to_come_back_and_are_taken_then()
    {
        await using var node = await TestNode.StartAsync(["--Uploads:MemoryBudget=1 MB"]);
        var budget = node.Part<UploadBudget>();
        var held = new List<PlainSocket>();
        for (var upload = 1; upload <= 3; upload++)
        {
            held.Add(await HoldAsync(node, 1_000_000));
            await Eventually.HoldsAsync(() => budget.MemoryInUse == upload * Large, "the upload is admitted");
        }

        using (var refused = await node.PostMediaAsync(Bytes.Random(300_000)))
        {
            (await refused.ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable, 1016)).ShouldContain("memory budget for uploads under way (1 MB)");
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        }

        held[0].Reset();
        await Eventually.HoldsAsync(() => budget.MemoryInUse == 2 * Large, "the place of a client that went away is given back");
        await node.UploadAsync(Bytes.Random(300_000));

        foreach (var client in held.Skip(1))
        {
            await client.SendAsync(Bytes.Random(1_000_000 - 100));
            (await client.ReadAsync()).Status.ShouldBe(201);
            client.Dispose();
        }

        await Eventually.HoldsAsync(() => budget.MemoryInUse == 0, "everything is given back");
    }

    [Fact]
    public async Task Small_uploads_count_little()
    {
        await using var node = await TestNode.StartAsync(["--Uploads:MemoryBudget=1 MB"]);
        var held = new List<PlainSocket>();
        for (var upload = 0; upload < 14; upload++)
        {
            held.Add(await HoldAsync(node, 1000));
        }

        await Eventually.HoldsAsync(() => node.Part<UploadBudget>().MemoryInUse == 14 * (1000 + UploadOptions.Block), "all are admitted");
        held.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Uploads_beyond_the_disk_budget_are_told_when_to_come_back_and_are_taken_then(bool chunked)
    {
        await using var node = await TestNode.StartAsync(["--Uploads:DiskBudget=1 MB", "--Uploads:MaxBytes=1 MB"]);
        var budget = node.Part<UploadBudget>();
        for (var round = 0; round < 3; round++)
        {
            var holder = await HoldAsync(node, 600_000, chunked);
            await Eventually.HoldsAsync(() => budget.MemoryInUse > 0, "the upload is admitted");

            using (var refused = await node.PostMediaAsync(Bytes.Random(600_000)))
            {
                (await refused.ShouldRefuseAsync(HttpStatusCode.ServiceUnavailable, 1016)).ShouldContain("disk budget for uploads under way (1 MB)");
                refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
            }

            holder.Reset();
            await Eventually.HoldsAsync(() => budget.MemoryInUse == 0, "the place is given back");
            await node.UploadAsync(Bytes.Random(600_000), chunked: chunked);
        }
    }

    [Fact]
    public async Task Refused_uploads_give_back_what_they_were_granted()
    {
        await using var node = await TestNode.StartAsync(["--Uploads:MemoryBudget=1 MB", "--Uploads:DiskBudget=1 MB", "--Uploads:MaxBytes=1 MB"]);
        for (var round = 0; round < 20; round++)
        {
            using var tooLarge = await node.PostMediaAsync(Bytes.Random((1 << 20) + 1), chunked: true);
            tooLarge.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            using var empty = await node.PostMediaAsync([], chunked: true);
            empty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        await Eventually.HoldsAsync(() => node.Part<UploadBudget>().MemoryInUse == 0, "everything is given back");
        await node.UploadAsync(Bytes.Random(1 << 20));
    }

    [Fact]
    public async Task What_the_volume_has_no_room_for_is_refused_before_it_is_read_and_room_promised_to_others_counts()
    {
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path,
            configure: WrappedVolume.Install(real => new SmallVolume(real, Path.Combine(data.Path, "media"), 1_000_000)));
        var budget = node.Part<UploadBudget>();

        using (var client = await PlainSocket.ConnectAsync(node))
        {
            await client.SendAsync(PlainSocket.Head(
                node, "POST", "/v1/media", "Content-Type: image/png", "Content-Length: 1000001", "Expect: 100-continue"));
            var answer = await client.ReadAsync();
            answer.Status.ShouldBe(507);
            answer.Text.ShouldContain("The upload has 1000001 bytes; the media volume has room for 1000000.");
            answer.Text.ShouldContain("\"code\":1014");
        }

        var holder = await HoldAsync(node, 600_000);
        await Eventually.HoldsAsync(() => budget.MemoryInUse > 0, "the upload is admitted");
        using (var refused = await node.PostMediaAsync(Bytes.Random(600_000)))
        {
            (await refused.ShouldRefuseAsync(HttpStatusCode.InsufficientStorage, 1014)).ShouldContain("the media volume has room for 400000.");
        }

        holder.Reset();
        await Eventually.HoldsAsync(() => budget.MemoryInUse == 0, "the place is given back");
        await node.UploadAsync(Bytes.Random(600_000));
    }

    [Fact]
    public async Task A_volume_that_fills_up_meanwhile_is_told_and_nothing_is_kept()
    {
        using var data = new TempDirectory();
        await using var node = await TestNode.StartAsync(data: data.Path,
            configure: WrappedVolume.Install(real => new SmallVolume(real, Path.Combine(data.Path, "media"), 3_000_000)));

        using (var refused = await node.PostMediaAsync(Bytes.Random(5_000_000), chunked: true))
        {
            (await refused.ShouldRefuseAsync(HttpStatusCode.InsufficientStorage, 1014)).ShouldContain("became full after");
        }

        node.Files.ShouldBeEmpty();
        (await node.MediaAsync()).ShouldBeEmpty();
        await node.UploadAsync(Bytes.Random(1_000_000), chunked: true);
    }

    [Fact]
    public async Task Room_that_was_promised_to_a_client_who_dawdles_goes_to_others_and_not_that_of_one_who_hurries()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var node = await TestNode.StartAsync(
            clock: clock, configure: WrappedVolume.Install(real => new RoomyVolume(real, 100_000_000)));
        var budget = node.Part<UploadBudget>();
        using var slow = budget.TryAdmit(60_000_000, out _).ShouldNotBeNull();
        using var fast = budget.TryAdmit(30_000_000, out _).ShouldNotBeNull();
        clock.Advance(TimeSpan.FromSeconds(5));
        budget.TryAdmit(40_000_000, out var refusal).ShouldBeNull("both have only just begun");
        refusal!.Details.ShouldContain("has room for 10000000");

        clock.Advance(TimeSpan.FromMinutes(1));
        slow.Wrote(100_000);
        fast.Wrote(10_000_000);
        using var other = budget.TryAdmit(40_000_000, out _).ShouldNotBeNull();
        budget.TryAdmit(40_000_000, out _).ShouldBeNull("what was promised to one who hurries stays his");

        // He may go on, as long as there is room when he comes.
        slow.TryPromise(500_000).ShouldBeTrue();
        slow.Wrote(500_000);
        other.Dispose();
        slow.TryPromise(50_000_000).ShouldBeTrue();
    }

    [Fact]
    public async Task While_the_volume_cannot_be_asked_for_its_room_uploads_are_refused_and_nothing_stays_promised()
    {
        FakeSpace? space = null;
        await using var node = await TestNode.StartAsync(["--Uploads:MemoryBudget=1 MB"], configure: WrappedVolume.Install(real => space = new FakeSpace(real)));
        space!.Fault = new IOException("Stale file handle", 116);
        for (var upload = 0; upload < 20; upload++)
        {
            using var refused = await node.PostMediaAsync(Bytes.Random(300_000), chunked: upload % 2 == 0);
            (await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1014)).ShouldContain("could not be read or written");
        }

        var scratch = node.Part<ScratchRoom>();
        Should.Throw<IOException>(() => scratch.TryTake(1000, out _));

        space.Fault = null;
        await node.UploadAsync(Bytes.Random(300_000));
        node.Part<UploadBudget>().MemoryInUse.ShouldBe(0);
        scratch.Promised.ShouldBe(0);
    }

    /// <summary>An upload that has begun and does not go on.</summary>
    private static async Task<PlainSocket> HoldAsync(TestNode node, int length, bool chunked = false)
    {
        var client = await PlainSocket.ConnectAsync(node);
        await client.SendAsync(PlainSocket.Head(
            node, "POST", "/v1/media", "Content-Type: image/png", chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {length}"));
        await client.SendAsync(chunked ? $"{length:x}\r\n" : "");
        await client.SendAsync(Bytes.Random(100));
        return client;
    }

    /// <summary>A volume whose room stays as it is.</summary>
    private sealed class RoomyVolume(IVolume inner, long size) : WrappedVolume(inner)
    {
        public override VolumeSpace Space => new(size, size, size);
    }

    /// <summary>A volume of a size that no test could find: what is written takes room, as on a real one.</summary>
    private sealed class SmallVolume(IVolume inner, string root, long size) : WrappedVolume(inner)
    {
        public override VolumeSpace Space
        {
            get
            {
                var free = size - new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Name != ".volume").Sum(file => file.Length);
                return new VolumeSpace(size, free, free);
            }
        }
    }
}
