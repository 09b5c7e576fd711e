using System.Collections.Concurrent;
using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Inbound;
using MediaNode.Problems;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Retention;

/// <summary>Forgets a media: the row stops offering it, the bytes go for good, the row goes. A crash in between is finished at the next start.</summary>
internal sealed partial class MediaRemoval(
    IVolume volume, MediaCatalog catalog, RenditionCatalog renditions, MessageCatalog messages, IDeposits deposits, Forgetting incoming,
    ForgottenCatalog forgotten,
    ILogger<MediaRemoval> logger)
{
    // What is not offered any more and still on a disk that failed, as it was and why it goes; after a restart recovery finds it.
    private readonly ConcurrentDictionary<MediaId, (Media? Media, string Why)> _halfDone = new();

    /// <summary>Finishes the deletions that broke off because the volume or the catalogue failed.</summary>
    /// <exception cref="IOException">It still does.</exception>
    public async Task FinishAsync()
    {
        foreach (var (id, (_, why)) in _halfDone)
        {
            await RemoveAsync(id, why);
        }
    }

    /// <summary>Deletes, or finishes a deletion that had failed half-way.</summary>
    /// <param name="id">Of which media.</param>
    /// <param name="why">Who deletes it, in words, for those who will miss it.</param>
    /// <returns>Whether there was such a media, be it one of a user's that is not here. Of several that delete it at once, one hears yes.</returns>
    public async Task<bool> RemoveAsync(MediaId id, string why)
    {
        // A read first, so that ids that never were cost no write.
        var known = catalog.Find(id);
        if (known is null && !catalog.Knows(id))
        {
            // A user's that has not come yet, perhaps.
            if (!await incoming.ForgetAsync(id.ToString()))
            {
                return false;
            }

            // Once it is forgotten it cannot come any more; it may have come just before.
            if (!catalog.Knows(id))
            {
                return true;
            }
        }

        try
        {
            await catalog.StopOfferingAsync(id);
        }
        catch (SqliteException full) when (full.MeansFull())
        {
            // On a full disk the bytes must go first, or there is no room to write that they go. A crash now leaves a media that is missing.
            DeleteBlobs(volume, renditions, id);
            await catalog.StopOfferingAsync(id);
        }

        known ??= _halfDone.GetValueOrDefault(id).Media;
        try
        {
            // The bytes first: on a full disk they make room for what is written next.
            DeleteBlobs(volume, renditions, id);
            await LetGoAsync(id);
            // Were the row gone before the file is surely gone, a power cut could bring the file back with nobody to know it.
            await volume.SyncDeletionsAsync();
            if (!await catalog.RemoveAsync(id))
            {
                _halfDone.TryRemove(id, out _);
                return false;
            }
        }
        catch (Exception failure) when (failure is IOException or SqliteException)
        {
            _halfDone[id] = (known, why);
            throw;
        }

        _halfDone.TryRemove(id, out _);
        if (known is not null)
        {
            await RememberAsync(known, why);
        }

        return true;
    }

    /// <summary>What has not been sent of a media that is not offered any more fails with words, and its keys are forgotten.</summary>
    public async Task LetGoAsync(MediaId id)
    {
        await messages.FailUnsentAsync(
            id, new MessageError(Problem.InternalError.Code, Problem.InternalError.Title, "The media was deleted before the message was sent."));
        await deposits.ForgetAsync(id);
        await incoming.ForgetAsync(id.ToString());
    }

    private async Task RememberAsync(Media media, string why)
    {
        try
        {
            await forgotten.AddAsync(media, why);
        }
        catch (SqliteException fault)
        {
            // On a full disk, say. The media is gone as it was asked for; only the reason is not kept.
            Log.NotRemembered(logger, fault, media.Id.ToString());
        }
    }

    /// <summary>Deletes the media's own bytes and all that was made of them. No rendition is added to a media that is not offered any more.</summary>
    public static void DeleteBlobs(IVolume volume, RenditionCatalog renditions, MediaId id)
    {
        // An id is of one media: of the two folders one has it.
        volume.Delete(new BlobKey(BlobFolder.Outgoing, id.Value));
        volume.Delete(new BlobKey(BlobFolder.Incoming, id.Value));
        foreach (var rendition in renditions.Of(id))
        {
            foreach (var blob in (Guid?[])[rendition.Blob, rendition.Thumbnail])
            {
                if (blob is { } made)
                {
                    volume.Delete(new BlobKey(BlobFolder.Renditions, made));
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6002, LogLevel.Warning, "Media {Id} was deleted, but why could not be written down.")]
        public static partial void NotRemembered(ILogger logger, Exception fault, string id);
    }
}
