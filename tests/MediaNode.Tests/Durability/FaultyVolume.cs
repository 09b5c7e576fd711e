using MediaNode.Volumes;

namespace MediaNode.Tests.Durability;

/// <summary>A volume that takes a step before each thing it does, and one within each write, when half of the bytes are on the disk.</summary>
internal sealed class FaultyVolume(IVolume inner, FaultySteps steps) : IVolume, IDisposable
{
    public VolumeSpace Space => inner.Space;

    public BlobWriter Create(BlobKey key)
    {
        steps.Take("create");
        return new FaultyWriter(inner.Create(key), this, steps);
    }

    public async Task SyncAsync(BlobWriter blob)
    {
        steps.Take("sync");
        await inner.SyncAsync(blob);
        steps.Take("synced");
    }

    public void Publish(BlobKey key)
    {
        steps.Take("publish");
        inner.Publish(key);
    }

    public Blob? Open(BlobKey key) => inner.Open(key);

    public void Delete(BlobKey key)
    {
        steps.Take("delete");
        inner.Delete(key);
    }

    public async Task SyncDeletionsAsync()
    {
        steps.Take("sync deletions");
        await inner.SyncDeletionsAsync();
    }

    public IEnumerable<BlobKey> Unpublished() => inner.Unpublished();

    public void Dispose() => (inner as IDisposable)?.Dispose();

    private sealed class FaultyWriter(BlobWriter inner, IVolume volume, FaultySteps steps) : BlobWriter(inner.Key, inner.File, volume)
    {
        public override void Write(IReadOnlyList<ReadOnlyMemory<byte>> pieces, long length)
        {
            steps.Take("write");
            var half = length / 2;
            if (half > 0)
            {
                var whole = pieces.SelectMany(piece => piece.ToArray()).ToArray();
                base.Write([whole.AsMemory(0, (int)half)], half);
                steps.Take("write the second half");
                base.Write([whole.AsMemory((int)half)], length - half);
                return;
            }

            base.Write(pieces, length);
        }
    }
}
