using MediaNode.Catalog;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Retention;

/// <summary>Forgets a media: the row stops offering it, the bytes go, the row goes. A crash in between is finished at the next start.</summary>
internal sealed class MediaRemoval(IVolume volume, MediaCatalog catalog)
{
    /// <returns>Whether there was such a media.</returns>
    public async Task<bool> RemoveAsync(MediaId id)
    {
        if (catalog.Find(id) is not { } media)
        {
            return false;
        }

        var key = new BlobKey(BlobFolder.Outgoing, id.Value);
        try
        {
            if (!await catalog.TryChangeAsync(media, MediaState.Deleting))
            {
                // Another got there first, or noted a change of state between: look again.
                return await RemoveAsync(id);
            }
        }
        catch (SqliteException full) when (full.MeansFull())
        {
            // On a full disk the bytes must go first, or there is no room to write that they go. A crash now leaves a media that is missing.
            volume.Delete(key);
            await catalog.TryChangeAsync(media, MediaState.Deleting);
        }

        volume.Delete(key);
        await catalog.RemoveAsync(id);
        return true;
    }
}
