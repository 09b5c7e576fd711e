using MediaNode.Volumes;

namespace MediaNode.Tests.Durability;

/// <summary>A volume that takes a step before each thing it does, and one within each write, when half of the bytes are on the disk.</summary>
internal sealed class FaultyVolume(IVolume inner, FaultySteps steps) : WrappedVolume(inner)
{
    public override BlobWriter Create(BlobKey key)
    {
        steps.Take("create");
        return new FaultyWriter(base.Create(key), this, steps);
    }

    public override async Task SyncAsync(BlobWriter blob)
    {
        steps.Take("sync");
        await base.SyncAsync(blob);
        steps.Take("synced");
    }

    public override void Publish(BlobKey key)
    {
        steps.Take("publish");
        base.Publish(key);
    }

    public override void Delete(BlobKey key)
    {
        steps.Take("delete");
        base.Delete(key);
    }

    public override async Task SyncDeletionsAsync()
    {
        steps.Take("sync deletions");
        await base.SyncDeletionsAsync();
    }

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
