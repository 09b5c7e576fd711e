using System.Text;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Volumes;

/// <summary>What every volume promises (see <see cref="IVolume"/>), whatever it keeps its blobs in. A new one derives this and is held to it.</summary>
public abstract class VolumeContract
{
    private protected abstract IVolume Volume { get; }

    [Theory]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(3 << 20)]
    public async Task A_published_blob_reads_back_as_it_was_written(int length)
    {
        var bytes = Bytes.Random(length);

        var key = await PublishAsync(bytes);

        Read(key).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task A_blob_written_in_pieces_reads_back_in_their_order()
    {
        var key = NewKey();
        using (var blob = Volume.Create(key))
        {
            blob.Write([Text("one "), Text("two "), Text("three ")], 14);
            blob.Write([Text("four")], 4);
            blob.Length.ShouldBe(18);
            await SyncAsync(blob);
            Volume.Publish(key);
            blob.Keep();
        }

        Encoding.ASCII.GetString(Read(key)!).ShouldBe("one two three four");
    }

    [Fact]
    public async Task A_blob_is_read_from_any_offset_and_ends_where_it_ends()
    {
        using var blob = Volume.Open(await PublishAsync([1, 2, 3, 4, 5]))!;
        var buffer = new byte[10];

        blob.Read(buffer, 3).ShouldBe(2);
        buffer[..2].ShouldBe([4, 5]);
        blob.Read(buffer, 5).ShouldBe(0);
        blob.Read(buffer, 500).ShouldBe(0);
    }

    [Fact]
    public async Task A_blob_is_not_seen_before_it_is_published()
    {
        var key = NewKey();
        using var blob = Volume.Create(key);
        blob.Write([Text("half")], 4);
        Volume.Open(key).ShouldBeNull();
        await SyncAsync(blob);

        Volume.Open(key).ShouldBeNull();
        Volume.Unpublished().ShouldBe([key.Id]);

        Volume.Publish(key);
        blob.Keep();
        Read(key).ShouldBe("half"u8.ToArray());
        Volume.Unpublished().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_abandoned_blob_leaves_nothing_behind(bool synced, bool published)
    {
        var key = NewKey();
        using (var blob = Volume.Create(key))
        {
            blob.Write([Text("abandoned")], 9);
            if (synced)
            {
                await SyncAsync(blob);
            }

            if (published)
            {
                Volume.Publish(key);
            }
        }

        Volume.Open(key).ShouldBeNull();
        Volume.Unpublished().ShouldBeEmpty();
    }

    [Fact]
    public async Task Publishing_twice_is_as_good_as_once()
    {
        var key = await PublishAsync([1, 2, 3]);

        Volume.Publish(key);

        Read(key).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void Publishing_what_never_was_fails()
    {
        Should.Throw<IOException>(() => Volume.Publish(NewKey()));
    }

    [Fact]
    public async Task A_key_is_used_once()
    {
        var key = NewKey();
        using var blob = Volume.Create(key);

        Should.Throw<IOException>(() => Volume.Create(key));

        blob.Write([Text("the first")], 9);
        await SyncAsync(blob);
        Volume.Publish(key);
        blob.Keep();
        Read(key).ShouldBe("the first"u8.ToArray());
    }

    [Fact]
    public async Task A_deleted_blob_is_gone_and_so_is_an_unpublished_one()
    {
        var published = await PublishAsync([1]);
        var unpublished = NewKey();
        using (var blob = Volume.Create(unpublished))
        {
            blob.Keep();
        }

        Volume.Delete(published);
        Volume.Delete(unpublished);
        await Volume.SyncDeletionsAsync();
        await Task.Yield();

        Volume.Open(published).ShouldBeNull();
        Volume.Unpublished().ShouldBeEmpty();
    }

    [Fact]
    public async Task Deleting_twice_is_as_good_as_once()
    {
        var key = await PublishAsync([1]);

        Volume.Delete(key);
        Volume.Delete(key);

        Volume.Open(key).ShouldBeNull();
    }

    [Fact]
    public void Deleting_what_never_was_succeeds() => Volume.Delete(NewKey());

    [Fact]
    public void Opening_what_never_was_gives_nothing() => Volume.Open(NewKey()).ShouldBeNull();

    [Fact]
    public async Task Who_reads_a_blob_reads_it_to_its_end_though_it_is_deleted_meanwhile()
    {
        var bytes = Bytes.Random(50_000);
        var key = await PublishAsync(bytes);
        using var blob = Volume.Open(key)!;

        Volume.Delete(key);

        var read = new byte[bytes.Length];
        blob.Read(read, 0).ShouldBe(bytes.Length);
        read.ShouldBe(bytes);
    }

    [Fact]
    public async Task The_stamp_of_a_blob_stays_the_same_and_is_its_own()
    {
        var (one, other) = (await PublishAsync([1]), await PublishAsync([1]));

        Stamp(one).ShouldBe(Stamp(one));
        Stamp(one).ShouldNotBe(Stamp(other));
        Stamp(one).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Many_at_once_are_each_as_they_were_written()
    {
        var keys = await Task.WhenAll(Enumerable.Range(1, 64).Select(seed => Task.Run(() => PublishAsync(Bytes.Random(1000 * seed, seed)))));

        for (var seed = 1; seed <= keys.Length; seed++)
        {
            Read(keys[seed - 1]).ShouldBe(Bytes.Random(1000 * seed, seed));
        }
    }

    [Fact]
    public void It_knows_its_room_and_keeps_a_reserve()
    {
        var space = Volume.Space;

        space.Total.ShouldBeGreaterThan(0);
        space.Free.ShouldBeInRange(1, space.Total);
        space.Usable.ShouldBeInRange(0, space.Free - 1);
        Should.NotThrow(Volume.CheckWritable);
    }

    private protected static BlobKey NewKey() => new(BlobFolder.Outgoing, Guid.CreateVersion7());

    private protected async Task<BlobKey> PublishAsync(byte[] bytes)
    {
        var key = NewKey();
        using var blob = Volume.Create(key);
        blob.Write([bytes], bytes.Length);
        await SyncAsync(blob);
        Volume.Publish(key);
        blob.Keep();
        return key;
    }

    /// <remarks>A sync may complete on the thread that made it; a test that went on there would dispose the volume under its own feet.</remarks>
    private async Task SyncAsync(BlobWriter blob)
    {
        await Volume.SyncAsync(blob);
        await Task.Yield();
    }

    private protected byte[]? Read(BlobKey key)
    {
        using var blob = Volume.Open(key);
        if (blob is null)
        {
            return null;
        }

        var bytes = new byte[blob.Length];
        blob.Read(bytes, 0).ShouldBe(bytes.Length);
        return bytes;
    }

    private BlobStamp Stamp(BlobKey key)
    {
        using var blob = Volume.Open(key)!;
        return blob.Stamp;
    }

    private static ReadOnlyMemory<byte> Text(string text) => Encoding.ASCII.GetBytes(text);
}
