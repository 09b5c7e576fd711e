using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>A disk of 50 MB that holds the media and the catalogue, and is full.</summary>
[Collection(HeavyTests.Name)]
public sealed class FullDiskTests
{
    private const string Tmpfs = "mount -t tmpfs -o size=50m small DIR";

    [Fact]
    public async Task An_upload_that_says_it_is_too_long_for_the_disk_is_refused_before_a_byte_of_it_is_sent()
    {
        await using var disk = await SmallDisk.StartAsync(Tmpfs);
        using var content = new UnreadContent(60 << 20);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = content };
        request.Headers.ExpectContinue = true;

        using var response = await disk.Client.SendAsync(request);

        await response.ShouldRefuseAsync(HttpStatusCode.InsufficientStorage, 1014);
        content.WasRead.ShouldBeFalse();
        disk.Partials.ShouldBe(0);
    }

    [Fact]
    public async Task A_chunked_upload_that_fills_the_disk_is_refused_on_its_way_and_leaves_nothing()
    {
        await using var disk = await SmallDisk.StartAsync(Tmpfs);
        for (var again = 0; again < 3; again++)
        {
            using var response = await disk.Client.PostAsync(Bytes.Random(60 << 20), chunked: true);

            await response.ShouldRefuseAsync(HttpStatusCode.InsufficientStorage, 1014);
            disk.Partials.ShouldBe(0);
        }

        await disk.Client.UploadAsync(Bytes.Random(30 << 20));
    }

    [Fact]
    public async Task Of_uploads_that_together_fill_the_disk_some_are_kept_and_the_others_leave_nothing()
    {
        await using var disk = await SmallDisk.StartAsync(Tmpfs);
        var bytes = Bytes.Random(8 << 20);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            using var response = await disk.Client.PostAsync(bytes, chunked: number % 2 == 0);
            return response.StatusCode;
        }));

        answers.ShouldAllBe(status => status == HttpStatusCode.Created || status == HttpStatusCode.InsufficientStorage);
        disk.Partials.ShouldBe(0);
        (await disk.Client.ListAsync()).Count.ShouldBe(answers.Count(status => status == HttpStatusCode.Created));
        (await disk.UploadUntilFullAsync(bytes)).Count.ShouldBeLessThan(6);
        (await disk.Client.ListAsync()).Count.ShouldBeInRange(4, 6);
    }

    [Fact]
    public async Task With_not_a_byte_free_the_node_still_serves_and_deletes_and_takes_uploads_again_once_there_is_room()
    {
        await using var disk = await SmallDisk.StartAsync(Tmpfs);
        // So many that what their deletions write is more than any reserve of ours.
        const int Tiny = 80;
        var tiny = new List<string>();
        for (var number = 0; number < Tiny; number++)
        {
            tiny.Add(await disk.Client.UploadAsync(Bytes.Random(1, number)));
        }

        var large = await disk.Client.UploadAsync(Bytes.Random(5 << 20));
        await disk.FillAsync();

        using (var refused = await disk.Client.PostAsync(Bytes.Random(1)))
        {
            await refused.ShouldRefuseAsync(HttpStatusCode.InsufficientStorage, 1014);
        }

        (await disk.StateAsync()).ShouldBe("full");
        (await disk.Client.GetAsync("/readyz")).StatusCode.ShouldBe(HttpStatusCode.OK, "it reads and deletes");
        (await disk.Client.DigestOfAsync(large)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(5 << 20)));
        foreach (var id in tiny)
        {
            (await disk.Client.RemoveAsync(id)).ShouldBe(HttpStatusCode.OK);
            (await disk.Client.DigestOfAsync(id)).ShouldBeNull();
            await disk.FillAsync();
        }

        (await disk.Node.LoginAsync()).ShouldBe(HttpStatusCode.OK);
        (await disk.Client.RemoveAsync(large)).ShouldBe(HttpStatusCode.OK);
        (await disk.Client.ListAsync()).ShouldBeEmpty();
        await disk.ClearAsync();
        (await disk.Client.DigestOfAsync(await disk.Client.UploadAsync(Bytes.Random(5 << 20)))).ShouldBe(MediaCalls.DigestOf(Bytes.Random(5 << 20)));
        (await disk.StateAsync()).ShouldBe("ok");
        disk.Partials.ShouldBe(0);
    }

    [Fact]
    public async Task Uploads_that_filled_the_disk_themselves_leave_room_for_every_deletion()
    {
        await using var disk = await SmallDisk.StartAsync(Tmpfs);
        var ids = await disk.UploadUntilFullAsync(Bytes.Random(1 << 20));
        ids.Count.ShouldBeGreaterThan(30);

        foreach (var id in ids)
        {
            (await disk.Client.RemoveAsync(id)).ShouldBe(HttpStatusCode.OK);
        }

        Directory.GetFiles(Path.Combine(disk.Data, "media/outgoing")).ShouldBeEmpty();
        await disk.Client.UploadAsync(Bytes.Random(30 << 20));
    }

    [Fact]
    public async Task A_node_that_is_started_on_a_full_disk_serves_and_deletes()
    {
        await using var disk = await SmallDisk.StartAsync(Tmpfs);
        var id = await disk.Client.UploadAsync(Bytes.Random(6 << 20));
        await disk.Node.KillAsync();
        await disk.FillAsync();

        await disk.RestartAsync();

        (await disk.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(6 << 20)));
        (await disk.Client.RemoveAsync(id)).ShouldBe(HttpStatusCode.OK);
        await disk.Client.UploadAsync(Bytes.Random(1000));
    }

    [Theory]
    [InlineData("truncate -s 40M IMAGE; mkfs.ext4 -q -F -N 64 IMAGE; mount -o loop IMAGE DIR", true)]
    [InlineData("mount -t tmpfs -o size=50m,nr_inodes=64 small DIR", false)]
    public async Task With_no_inode_free_the_node_still_serves_and_deletes_and_takes_uploads_again(string mount, bool needsLoop)
    {
        Assert.SkipWhen(needsLoop && !PrivateMounts.HasLoop, "Only root with a loop device can mount an ext4 image; tmpfs is tried all the same.");
        await using var disk = await SmallDisk.StartAsync(mount);
        var ids = await disk.UploadUntilFullAsync(Bytes.Random(100));
        ids.Count.ShouldBeInRange(10, 64);
        disk.Partials.ShouldBe(0);

        (await disk.Client.DigestOfAsync(ids[0])).ShouldBe(MediaCalls.DigestOf(Bytes.Random(100)));
        (await disk.Client.RemoveAsync(ids[0])).ShouldBe(HttpStatusCode.OK);
        await disk.Client.UploadAsync(Bytes.Random(100));
        (await disk.UploadUntilFullAsync(Bytes.Random(100))).ShouldBeEmpty();
    }

    /// <summary>A body that notes whether anybody asked for it.</summary>
    private sealed class UnreadContent : HttpContent
    {
        private readonly long _length;

        public UnreadContent(long length)
        {
            _length = length;
            Headers.ContentType = new MediaTypeHeaderValue("video/mp4");
        }

        public bool WasRead { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            WasRead = true;
            return Task.CompletedTask;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }
    }
}
