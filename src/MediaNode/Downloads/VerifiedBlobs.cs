using MediaNode.Catalog;
using MediaNode.Volumes;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace MediaNode.Downloads;

/// <summary>Which files had the right digest lately, and looked the same ever since.</summary>
internal sealed class VerifiedBlobs(IOptions<DownloadOptions> options, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { SizeLimit = 50_000, CompactionPercentage = 0.2 });

    public bool Trusts(MediaId id, BlobStamp stamp) =>
        _verified.TryGetValue(id, out Entry? entry)
        && entry!.Stamp == stamp
        && clock.GetUtcNow() - entry.At < options.Value.TrustFor;

    public void Add(MediaId id, BlobStamp stamp) =>
        _verified.Set(id, new Entry(stamp, clock.GetUtcNow()), new MemoryCacheEntryOptions { Size = 1 });

    public void Dispose() => _verified.Dispose();

    private sealed record Entry(BlobStamp Stamp, DateTimeOffset At);
}
