using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Quarantining;
using MediaNode.Telemetry;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Inbound;

/// <summary>How work on a user's media ends: it is here, it will not come, or it is tried again.</summary>
internal sealed class Settling(
    InboundCatalog inbound, MediaCatalog media, IVolume volume, Quarantine quarantine, NodeMetrics metrics, IOptions<InboundOptions> options, TimeProvider clock)
{
    // Room may be made at any moment, and to look costs next to nothing.
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(15);

    /// <summary>The last step of a media whose bytes and row are durable: it takes its place, and then the business is told.</summary>
    /// <exception cref="IOException">It cannot take its place now.</exception>
    public async Task FinishAsync(InboundMediaRow row)
    {
        var key = KeyOf(row);
        if (quarantine.WhyNot(row.Digest!, RefusedWhat.Incoming, row.MessageId) is { } blocked)
        {
            // Blocked after it had landed, and before anybody was told.
            if (await TakeBackAsync(row, key))
            {
                await FailAsync(row, blocked.Details, InboundResult.Refused);
            }

            return;
        }

        try
        {
            volume.Publish(key);
        }
        catch (IOException missing) when (missing.HResult == Posix.Error.NoEntry)
        {
            await LoseAsync(row, key);
            return;
        }

        if (await inbound.SettleAsync(row, new SettledMedia(
            InboundState.Fetched, InboundContent.Here(row, volume.PathOf(key)), Error: null, InboundContent.Item(row, error: null), Reason: null)))
        {
            metrics.InboundSettled(row.Kind, InboundResult.Downloaded, row.Length ?? 0);
        }
    }

    /// <summary>It does not come: the business is told so.</summary>
    /// <param name="row">Claimed.</param>
    /// <param name="why">One sentence.</param>
    /// <param name="result">As what it is counted.</param>
    public async Task FailAsync(InboundMediaRow row, string why, InboundResult result = InboundResult.Failed)
    {
        var error = InboundContent.Error(why);
        if (await inbound.SettleAsync(row, new SettledMedia(
            InboundState.Undownloaded, InboundContent.NotHere(row), error, InboundContent.Item(row, error), why)))
        {
            metrics.InboundSettled(row.Kind, result, bytes: 0);
        }
    }

    /// <summary>Another failed: it is tried again, but not for ever.</summary>
    public Task TryAgainAsync(InboundMediaRow row, string reason, TimeSpan? retryAfter)
    {
        var now = clock.GetUtcNow();
        return now - DateTimeOffset.FromUnixTimeMilliseconds(row.WantedAt) >= options.Value.GiveUpAfter
            ? FailAsync(row, reason.EndsWith('.') ? reason : reason + ".")
            : inbound.PostponeAsync(row, now + Backoff.After((int)row.Attempts + 1, retryAfter), reason, startsAnew: false);
    }

    /// <summary>Our own disk cannot take it: it waits for as long as that takes.</summary>
    /// <param name="row">Claimed.</param>
    /// <param name="why">One sentence.</param>
    /// <param name="patience">Until it is tried again; null for a moment, when nobody tells that it may be.</param>
    public Task WaitAsync(InboundMediaRow row, string why, TimeSpan? patience = null)
    {
        var wait = patience ?? Backoff.After((int)row.Attempts + 1);
        return inbound.PostponeAsync(row, clock.GetUtcNow() + (patience is null && wait > _longestWait ? _longestWait : wait), why, startsAnew: true);
    }

    /// <summary>No try would bring a file back that somebody took away: only another fetch does.</summary>
    private async Task LoseAsync(InboundMediaRow row, BlobKey key)
    {
        if (await TakeBackAsync(row, key))
        {
            await TryAgainAsync(row, "Its file went away from the media volume before it had taken its place.", retryAfter: null);
        }
    }

    /// <returns>Whether it is as if it had never landed; not where it is just being deleted.</returns>
    private async Task<bool> TakeBackAsync(InboundMediaRow row, BlobKey key)
    {
        if (!await inbound.LoseAsync(row))
        {
            return false;
        }

        media.Forget(new MediaId(key.Id));
        volume.Delete(key);
        return true;
    }

    public static BlobKey KeyOf(InboundMediaRow row) => new(BlobFolder.Incoming, Guid.Parse(row.MediaId));
}
