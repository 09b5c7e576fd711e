using MediaNode.Catalog;
using MediaNode.Volumes;

namespace MediaNode.Retention;

/// <summary>Finishes, before the node answers anybody, what a crash left half done.</summary>
/// <remarks>Its work is bounded by what was under way then: only unpublished blobs and rows being deleted are looked at, not the volume.</remarks>
internal sealed partial class Recovery(
    IVolume volume, MediaCatalog catalog, RenditionCatalog renditions, MediaRemoval removal,
    DepositCatalog deposits, ILogger<Recovery> logger)
{
    public async Task RunAsync()
    {
        // Whoever held a lease is no more. (A stage ends those of its own rows itself, whenever it starts.)
        await deposits.ReleaseAllAsync();

        var (published, orphans) = (0, 0);
        foreach (var id in volume.Unpublished().ToList())
        {
            if (FolderOf(id) is { } folder)
            {
                // Durable and recorded, so it may have been acknowledged: only its last step was missing.
                volume.Publish(new BlobKey(folder, id));
                published++;
            }
            else
            {
                volume.Delete(new BlobKey(BlobFolder.Outgoing, id));
                orphans++;
            }
        }

        var deleting = catalog.Deleting();
        foreach (var id in deleting)
        {
            MediaRemoval.DeleteBlobs(volume, renditions, id);
        }

        // Together they share a commit or two: a sweep may have had a thousand under way.
        await Task.WhenAll(deleting.Select(removal.LetGoAsync));
        if (deleting.Count > 0)
        {
            await volume.SyncDeletionsAsync();
        }

        await Task.WhenAll(deleting.Select(catalog.RemoveAsync));

        if (published + orphans + deleting.Count > 0)
        {
            Log.Recovered(logger, published, orphans, deleting.Count);
        }
    }

    private BlobFolder? FolderOf(Guid id) =>
        catalog.OriginOf(new MediaId(id)) is { } origin ? origin == MediaOrigin.Received ? BlobFolder.Incoming : BlobFolder.Outgoing
        : renditions.KnowsBlob(id) ? BlobFolder.Renditions : null;

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Warning,
            "The node had not been stopped cleanly: {Published} uploads published, {Orphans} unfinished ones removed, {Deleted} deletions finished.")]
        public static partial void Recovered(ILogger logger, int published, int orphans, int deleted);
    }
}
