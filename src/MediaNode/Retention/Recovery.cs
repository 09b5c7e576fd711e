using MediaNode.Catalog;
using MediaNode.Volumes;

namespace MediaNode.Retention;

/// <summary>Finishes, before the node answers anybody, what a crash left half done.</summary>
/// <remarks>Its work is bounded by what was under way then: only unpublished blobs and rows being deleted are looked at, not the volume.</remarks>
internal sealed partial class Recovery(IVolume volume, MediaCatalog catalog, ILogger<Recovery> logger)
{
    public async Task RunAsync()
    {
        var (published, orphans) = (0, 0);
        foreach (var key in volume.Unpublished().ToList())
        {
            if (catalog.Knows(new MediaId(key.Id)))
            {
                // Durable and recorded, so it may have been acknowledged: only its last step was missing.
                volume.Publish(key);
                published++;
            }
            else
            {
                volume.Delete(key);
                orphans++;
            }
        }

        var deleting = catalog.Deleting();
        foreach (var id in deleting)
        {
            volume.Delete(new BlobKey(BlobFolder.Outgoing, id.Value));
        }

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

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Warning,
            "The node had not been stopped cleanly: {Published} uploads published, {Orphans} unfinished ones removed, {Deleted} deletions finished.")]
        public static partial void Recovered(ILogger logger, int published, int orphans, int deleted);
    }
}
