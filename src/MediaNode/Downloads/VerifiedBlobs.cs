using MediaNode.Volumes;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace MediaNode.Downloads;

/// <summary>Which files had the right digest lately, and looked the same ever since.</summary>
internal sealed class VerifiedBlobs(IOptions<DownloadOptions> options, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = 50_000, CompactionPercentage = 0.2 });

    public bool Trusts(BlobKey key, BlobStamp stamp) =>
        _verified.TryGetValue(key, out Entry? entry)
        && entry!.Stamp == stamp
        && clock.GetUtcNow() - entry.At < options.Value.TrustFor;

    public void Add(BlobKey key, BlobStamp stamp) =>
        _verified.Set(key, new Entry(stamp, clock.GetUtcNow()), new MemoryCacheEntryOptions { Size = 1 });

    /// <returns>Whether the blob has this length and digest, by what is remembered or else by a pass over it.</returns>
    public bool Verify(BlobKey key, Blob blob, long length, byte[] digest)
    {
        if (blob.Length != length)
        {
            return false;
        }

        if (Trusts(key, blob.Stamp))
        {
            return true;
        }

        if (!BlobSender.Verify(blob, digest))
        {
            return false;
        }

        Add(key, blob.Stamp);
        return true;
    }

    public void Dispose() => _verified.Dispose();

    private sealed record Entry(BlobStamp Stamp, DateTimeOffset At);
}
