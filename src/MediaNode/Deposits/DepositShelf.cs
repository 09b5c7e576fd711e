using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Problems;
using MediaNode.Renditions;
using MediaNode.Secrets;
using MediaNode.Upstreams;
using MediaNode.Volumes;
using Microsoft.Extensions.Caching.Memory;

namespace MediaNode.Deposits;

/// <summary>Deposits that are lodged, ready to be sent: one instance of each for as long as it is remembered.</summary>
internal sealed class DepositShelf(DepositCatalog deposits, IVolume volume, KeyWrap keys, TimeProvider clock) : IDisposable
{
    /// <summary>How much longer a deposit must be lodged to be sent: a phone that is on fetches within seconds, and a queue takes minutes.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    // Of memory: some ten thousand deposits with their thumbnails.
    private const long MostBytes = 64L << 20;
    private const int EntryBytes = 1024;
    private const int MostThumbnail = 64 << 10;

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MostBytes, CompactionPercentage = 0.2 });
    private readonly Lock _putting = new();

    /// <summary>What a media has as a kind under the policy of today.</summary>
    public SentMedia? Known(MediaId media, Kind kind) => Good(_cache.Get<SentMedia>((media, kind)));

    public SentMedia? Known(string id) => Good(_cache.Get<SentMedia>(id));

    public bool IsGood(Deposit deposit) => deposit.State == DepositState.Lodged && deposit.ExpiresAt - Margin > clock.GetUtcNow();

    /// <returns>The media key; null once the media is deleted.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It cannot be unwrapped.</exception>
    public MediaKey? KeyOf(Deposit deposit) => deposit.WrappedKey is { } wrapped ? keys.Unwrap(wrapped) : null;

    /// <summary>Puts a lodged deposit there, and takes the place of what it was before.</summary>
    /// <param name="deposit">Lodged.</param>
    /// <param name="rendition">What it shows; null when nobody knows any more.</param>
    /// <param name="isCurrent">Whether it is what the media has as this kind today.</param>
    /// <returns>What is sent; null when the media was deleted meanwhile.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">Its key cannot be unwrapped.</exception>
    public SentMedia? Put(Deposit deposit, Rendition? rendition, bool isCurrent)
    {
        if (deposit.WrappedKey is not { } wrapped)
        {
            return null;
        }

        var built = Same(deposit) ?? Build(deposit, keys.Unwrap(wrapped), rendition);
        SentMedia sent;
        lock (_putting)
        {
            sent = Same(deposit) ?? Remember(deposit.Id, built);
            if (isCurrent)
            {
                _cache.Set((deposit.Rendition.MediaId, deposit.Kind), sent, new MemoryCacheEntryOptions { Size = EntryBytes });
            }
        }

        // Afterwards: a deletion either finds it here to drop, or is found in the catalogue now.
        if (deposits.Find(deposit.Id) is null or { State: DepositState.Gone })
        {
            Drop(deposit.Rendition.MediaId, [deposit.Id]);
            return null;
        }

        return sent;
    }

    /// <summary>Remembers that the upstream will never take a deposit, for those who ask again soon.</summary>
    public void Refuse(string id, Refusal why) => _cache.Set(("refused", id), why, new MemoryCacheEntryOptions { Size = EntryBytes });

    public Refusal? RefusalOf(string id) => _cache.Get<Refusal>(("refused", id));

    public void Drop(MediaId media, IEnumerable<string> ids)
    {
        lock (_putting)
        {
            foreach (var kind in Kinds.All)
            {
                _cache.Remove((media, kind));
            }

            foreach (var id in ids)
            {
                _cache.Remove(id);
            }
        }
    }

    public void Dispose() => _cache.Dispose();

    private SentMedia? Good(SentMedia? sent) => sent is not null && IsGood(sent.Deposit) ? sent : null;

    /// <returns>The one that is remembered, unless the deposit was lodged again since.</returns>
    private SentMedia? Same(Deposit deposit) =>
        _cache.Get<SentMedia>(deposit.Id) is { } sent && sent.Deposit.Lodgings == deposit.Lodgings && sent.Deposit.Revision == deposit.Revision ? sent : null;

    private SentMedia Remember(string id, SentMedia sent)
    {
        // Twice what is bytes: the upstream keeps it written out for as long.
        var bytes = EntryBytes + (3 * ((sent.Thumbnail?.Length ?? 0) + (sent.Deposit.Sidecar?.Length ?? 0)));
        return _cache.Set(id, sent, new MemoryCacheEntryOptions { Size = bytes });
    }

    private SentMedia Build(Deposit deposit, MediaKey key, Rendition? rendition)
    {
        var receipt = Receipt.Read(rendition?.Receipt);
        return new SentMedia
        {
            Deposit = deposit,
            Key = key,
            Width = receipt?.Width,
            Height = receipt?.Height,
            Duration = receipt?.Duration,
            Waveform = receipt?.Waveform is { } waveform ? [.. waveform.Select(value => (byte)value)] : null,
            // Messages of the other kinds have no place for one.
            Thumbnail = rendition?.Thumbnail is { } id && SealingPurpose.ThumbnailOf(deposit.Kind) is not null ? Read(id) : null,
        };
    }

    private byte[]? Read(Guid thumbnail)
    {
        using var blob = volume.Open(new BlobKey(BlobFolder.Renditions, thumbnail));
        if (blob is null || blob.Length > MostThumbnail)
        {
            return null;
        }

        var bytes = new byte[blob.Length];
        for (var offset = 0; offset < bytes.Length;)
        {
            var read = blob.Read(bytes.AsSpan(offset), offset);
            if (read == 0)
            {
                return null;
            }

            offset += read;
        }

        return bytes;
    }
}
