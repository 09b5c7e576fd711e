using System.Buffers;
using System.Security.Cryptography;
using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Renditions;

/// <summary>Renditions that are settled, and their blobs: found, checked, put there and taken back.</summary>
internal sealed partial class RenditionShelf(
    IVolume volume, RenditionCatalog renditions, MediaFiles files, VerifiedBlobs verified, Quarantine quarantine, TimeProvider clock,
    ILogger<RenditionShelf> logger)
{
    private const int Piece = 256 << 10;

    /// <returns>What was settled, if its bytes are there and right; null when it is to be made, now or again.</returns>
    public async Task<RenditionOutcome?> FindAsync(Media media, RenditionKey key) =>
        renditions.Find(key) is { State: RenditionState.Ready or RenditionState.Refused } settled ? await CheckAsync(media, settled) : null;

    /// <summary>The same for a rendition that was settled a moment ago.</summary>
    public async Task<RenditionOutcome?> CheckAsync(Media media, Rendition settled)
    {
        if (settled.State == RenditionState.Refused)
        {
            return new RenditionOutcome.Refused(settled);
        }

        // Where its bytes are the media's own, nothing could make them again.
        if (settled.Blob is null && await WhyNotAsync(media) is { } refusal)
        {
            return new RenditionOutcome.Failed(refusal);
        }

        if (IsSound(settled) && HasThumbnail(settled))
        {
            return new RenditionOutcome.Ready(settled);
        }

        await TakeBackAsync(settled);
        return null;
    }

    /// <returns>Why the media's own bytes cannot be used; null when they can.</returns>
    public async Task<Refusal?> WhyNotAsync(Media media) => WhyBlocked(media) ?? await files.CheckAsync(media) switch
    {
        FileStanding.Missing => Problem.MediaNotFound.Because("The media's file is gone from the volume."),
        FileStanding.Damaged => Problem.MediaDamaged.Because("The stored bytes have changed since they were uploaded; they are not used."),
        _ => null,
    };

    /// <returns>Why nothing is made of the media's bytes, and nothing that was made is given out; null when its content is not in quarantine.</returns>
    public Refusal? WhyBlocked(Media media) =>
        quarantine.Blocks(media.Digest) ? quarantine.WhyNot(media.Digest, RefusedWhat.Rendition, media.Id.ToString()) : null;

    /// <summary>Takes a rendition back whose bytes are gone or wrong, so that it is made again.</summary>
    public async Task TakeBackAsync(Rendition seen)
    {
        if (await renditions.TakeBackAsync(seen))
        {
            Log.TakenBack(logger, seen.Key.Kind, seen.Key.MediaId);
            foreach (var key in BlobsOf(seen))
            {
                volume.Delete(key);
            }
        }
    }

    /// <summary>
    /// Settles a rendition: its blobs become durable, then the row is written, then they are published. At whatever step this fails,
    /// nothing is left.
    /// </summary>
    /// <returns>False when it is not ours any more, or the media not there.</returns>
    public async Task<bool> PutAsync(Rendition rendition, long revision, IReadOnlyList<BlobWriter> blobs)
    {
        await Task.WhenAll(blobs.Select(volume.SyncAsync));
        if (!await renditions.FinishAsync(rendition, revision))
        {
            return false;
        }

        try
        {
            foreach (var blob in blobs)
            {
                blob.Keep();
                volume.Publish(blob.Key);
            }

            return true;
        }
        catch (IOException)
        {
            // The row offers what is not there. If it was the media's deletion that took it, there is no row any more.
            var known = renditions.Find(rendition.Key);
            if (known is not null && await renditions.TakeBackAsync(known))
            {
                foreach (var blob in blobs)
                {
                    volume.Delete(blob.Key);
                }

                throw;
            }

            return false;
        }
    }

    /// <summary>Starts a blob.</summary>
    public BlobWriter Create() => volume.Create(new BlobKey(BlobFolder.Renditions, Guid.CreateVersion7(clock.GetUtcNow())));

    /// <returns>The digest of all that was copied.</returns>
    public static byte[] Copy(SafeFileHandle from, BlobWriter to, CancellationToken cancellationToken)
    {
        using var running = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            while (RandomAccess.Read(from, buffer.AsSpan(0, Piece), to.Length) is var read and > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                running.AppendData(buffer, 0, read);
                to.Write([buffer.AsMemory(0, read)], read);
            }

            return running.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool IsSound(Rendition ready)
    {
        if (ready.Blob is not { } id)
        {
            return true;
        }

        var key = new BlobKey(BlobFolder.Renditions, id);
        using var blob = volume.Open(key);
        return blob is not null && verified.Verify(key, blob, ready.Length, ready.Digest!);
    }

    private bool HasThumbnail(Rendition ready)
    {
        if (ready.Thumbnail is not { } id)
        {
            return true;
        }

        using var blob = volume.Open(new BlobKey(BlobFolder.Renditions, id));
        return blob is not null;
    }

    private static IEnumerable<BlobKey> BlobsOf(Rendition rendition) =>
        ((Guid?[])[rendition.Blob, rendition.Thumbnail]).OfType<Guid>().Select(id => new BlobKey(BlobFolder.Renditions, id));

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Warning,
            "The rendition of media {Id} as {Kind} is gone from the volume or damaged; it will be made again.")]
        public static partial void TakenBack(ILogger logger, string kind, MediaId id);
    }
}
