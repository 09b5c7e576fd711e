using MediaNode.Catalog;
using MediaNode.Volumes;

namespace MediaNode.Downloads;

/// <summary>The media's own bytes as they lie on the volume. What is found there, missing or damaged, is noted in the catalogue.</summary>
internal sealed partial class MediaFiles(IVolume volume, MediaCatalog catalog, VerifiedBlobs verified, ILogger<MediaFiles> logger)
{
    /// <returns>The bytes and the media as it stands now; no bytes when the file is gone.</returns>
    public async ValueTask<(Media Media, Blob? Blob)> OpenAsync(Media media)
    {
        var blob = volume.Open(KeyOf(media));
        if (blob is null)
        {
            await NoteAsync(media, MediaState.Missing);
            return (media, null);
        }

        if (media.State == MediaState.Missing)
        {
            // The operator brought the file back.
            media = media with { State = await catalog.TryChangeAsync(media, MediaState.Stored) ? MediaState.Stored : media.State };
        }

        return (media, blob);
    }

    /// <returns>Whether the file is there and has the digest it was stored with.</returns>
    public async Task<FileStanding> CheckAsync(Media media)
    {
        var (found, blob) = await OpenAsync(media);
        using (blob)
        {
            if (blob is null)
            {
                return FileStanding.Missing;
            }

            if (found.State == MediaState.Damaged || !verified.Verify(KeyOf(media), blob, media.Length, media.Digest))
            {
                await NoteAsync(found, MediaState.Damaged);
                return FileStanding.Damaged;
            }

            return FileStanding.Sound;
        }
    }

    public async Task NoteAsync(Media media, MediaState state)
    {
        if (media.State != state && await catalog.TryChangeAsync(media, state))
        {
            Log.StateChanged(logger, media.Id, state);
        }
    }

    public static BlobKey KeyOf(Media media) =>
        new(media.Origin == MediaOrigin.Received ? BlobFolder.Incoming : BlobFolder.Outgoing, media.Id.Value);

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning,
            "Media {Id} is {State} now: Missing is a file gone from the volume, Damaged one that no longer has its digest.")]
        public static partial void StateChanged(ILogger logger, MediaId id, MediaState state);
    }
}

/// <summary>How a file was found.</summary>
internal enum FileStanding
{
    Sound,
    Missing,
    Damaged,
}
