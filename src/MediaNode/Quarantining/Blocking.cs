using MediaNode.Catalog;
using MediaNode.Lifecycle;
using Microsoft.Data.Sqlite;

namespace MediaNode.Quarantining;

/// <summary>Blocks content and releases it. When a block is over, nothing with the content goes out any more, and what waited to has failed.</summary>
internal sealed partial class Blocking(
    Quarantine quarantine, QuarantineCatalog catalog, MessageCatalog messages, SendBells bells, TimeProvider clock,
    ILogger<Blocking> logger) : IDisposable
{
    // So many fail in one write, so that an upload never waits long behind it.
    private const int Page = 1000;

    // Memory and table are changed by one at a time, or they could end up apart.
    private readonly SemaphoreSlim _alone = new(1);

    /// <param name="wanted">What, and why.</param>
    /// <param name="cancellationToken">Ends the waiting for what is on its way; the content is blocked all the same.</param>
    /// <returns>The row as it stands now, and whether this call blocked it.</returns>
    public async Task<(QuarantinedDigest Row, bool IsNew)> BlockAsync(QuarantinedDigest wanted, CancellationToken cancellationToken)
    {
        var (row, isNew) = await WriteAsync(wanted);
        if (!row.IsBlocked)
        {
            return (row, false);
        }

        if (isNew)
        {
            Log.Blocked(logger, Convert.ToHexStringLower(row.Digest), row.Source);
        }

        foreach (var passage in quarantine.Passages.Where(passage => Brings(passage, row.Digest)))
        {
            await passage.EndAsync(cancellationToken);
        }

        await SettleAsync(row);
        return (row, isNew);
    }

    /// <summary>A scanner found something. What an operator released stays released.</summary>
    /// <param name="digest">Of the content.</param>
    /// <param name="reason">The scanner's words.</param>
    /// <param name="from">The media.</param>
    /// <param name="cancellationToken">As above.</param>
    public async Task ReportAsync(byte[] digest, string reason, string from, CancellationToken cancellationToken)
    {
        // A read first: what was released is not to be blocked for a moment either.
        if (catalog.Find(digest) is null)
        {
            await BlockAsync(
                new QuarantinedDigest { Digest = digest, Source = QuarantineSource.Scanner, Reason = reason, At = clock.GetUtcNow(), FromMedia = from },
                cancellationToken);
        }
    }

    /// <returns>Whether an operator let go what a scanner had blocked: he knew its words, and they count no more.</returns>
    public bool IsOverruled(byte[] digest) => catalog.Find(digest) is { Source: QuarantineSource.Scanner, ReleasedAt: not null };

    /// <returns>The row as it stands now; null when the content is not in quarantine.</returns>
    public async Task<QuarantinedDigest?> ReleaseAsync(byte[] digest, string by)
    {
        await _alone.WaitAsync();
        try
        {
            var released = await catalog.ReleaseAsync(digest, by);
            if (released is not null)
            {
                quarantine.Follow(digest, isBlocked: false);
                Log.Released(logger, Convert.ToHexStringLower(digest));
            }

            return released;
        }
        finally
        {
            _alone.Release();
        }
    }

    /// <summary>Fails all that waits to bring the content, but for what is just being handed over: who does so finds out by himself.</summary>
    public async Task SettleAsync(QuarantinedDigest row)
    {
        var error = Quarantine.ErrorOf(Quarantine.WordsOf(row));
        for (var after = 0L; messages.Unsent(row.Digest, after, Page) is { Count: > 0 } page; after = page[^1])
        {
            await messages.FailUnsentAsync(page, row.Digest, error);
            // Later messages to the same recipients waited for these.
            bells.Ready.Ring();
        }

        await catalog.SettleAsync(row);
    }

    public void Dispose() => _alone.Dispose();

    private async Task<(QuarantinedDigest Row, bool IsNew)> WriteAsync(QuarantinedDigest wanted)
    {
        await _alone.WaitAsync();
        try
        {
            quarantine.Add(wanted);
            try
            {
                var (row, isNew) = await catalog.BlockAsync(wanted);
                quarantine.Follow(row.Digest, row.IsBlocked);
                return (row, isNew);
            }
            catch (SqliteException)
            {
                // Not written, so not to be obeyed either; unless it was there before.
                quarantine.Follow(wanted.Digest, catalog.Find(wanted.Digest) is { IsBlocked: true });
                throw;
            }
        }
        finally
        {
            _alone.Release();
        }
    }

    private bool Brings(Passage passage, byte[] digest) => passage.Media.Any(id => id is { } one && catalog.IsOf(one, digest));

    private static partial class Log
    {
        [LoggerMessage(6302, LogLevel.Warning, "Content was put in quarantine by {Who}: SHA-256 {Digest}.")]
        public static partial void Blocked(ILogger logger, string digest, QuarantineSource who);

        [LoggerMessage(6303, LogLevel.Warning, "Content was released from quarantine: SHA-256 {Digest}.")]
        public static partial void Released(ILogger logger, string digest);
    }
}
