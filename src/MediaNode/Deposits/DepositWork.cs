using System.Globalization;
using System.Security.Cryptography;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Secrets;
using MediaNode.Upstreams;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Deposits;

/// <summary>Lodges one deposit under its lease, and settles it whatever comes of it.</summary>
internal sealed partial class DepositWork(
    DepositCatalog deposits, DepositSource source, DepositShelf shelf, KeyWrap keys, IUpstream upstream, Quarantine quarantine, TimeProvider clock,
    ILogger<DepositWork> logger)
{
    // Another process is at it, or this one for another who asked: within it most share one task.
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMilliseconds(500);

    // Longer than any deposit is kept.
    private static readonly TimeSpan _never = TimeSpan.FromDays(36_500);

    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(5);

    // Each time the bytes went between two looks at them.
    private const int MostTries = 3;
    private const int MostReason = 1000;

    private static readonly Refusal _stops = Problem.Overloaded.Because("The node is stopping. Ask again once it is back.");

    /// <summary>Sees to it that a media is lodged as a kind, under the policy of today.</summary>
    public Task<DepositOutcome> GetAsync(Media media, Kind kind, CancellationToken stopping, CancellationToken ended) =>
        AtTheEdgeAsync(media, () => LodgeAsync(media, kind, null, () => source.OfAsync(media, kind, ended), ended), stopping);

    /// <summary>Sees to it that the very bytes of a deposit are lodged.</summary>
    /// <param name="media">The media.</param>
    /// <param name="deposit">Its deposit.</param>
    /// <param name="foundGone">Whether somebody did not find it where it is lodged.</param>
    /// <param name="stopping">The node stops.</param>
    /// <param name="ended">The work is to end.</param>
    public Task<DepositOutcome> AgainAsync(
        Media media, Deposit deposit, bool foundGone, CancellationToken stopping, CancellationToken ended) =>
        AtTheEdgeAsync(
            media, () => LodgeAsync(media, deposit.Kind, deposit, () => source.SameAsync(media, deposit, ended), ended, foundGone), stopping);

    private async Task<DepositOutcome> AtTheEdgeAsync(Media media, Func<Task<DepositOutcome>> work, CancellationToken stopping)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new DepositOutcome.Failed(_stops, null);
        }
        catch (OperationCanceledException)
        {
            return DepositSource.MediaGone;
        }
        catch (Exception fault)
        {
            // An edge: nobody may be waiting any more, and who is gets a catalogued answer.
            Log.Failed(logger, fault, media.Id);
            return DepositSource.Failed(fault switch
            {
                SqliteException catalogue => catalogue.ToRefusal(),
                IOException volume => volume.ToRefusal(),
                CryptographicException => Problem.InternalError.Because(
                    "The media keys cannot be unwrapped: the folder keys of the data directory is not the one that they were wrapped with."),
                _ => Problem.InternalError.Because("A fault in the node; its log has the cause."),
            });
        }
    }

    private async Task<DepositOutcome> LodgeAsync(
        Media media, Kind kind, Deposit? same, Func<Task<DepositBytes>> find, CancellationToken ended, bool foundGone = false)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (rendition, whyNot) = await find();
            if (rendition is null)
            {
                return whyNot!;
            }

            // What was made has a digest of its own. It is known by its row: who blocks it later finds that.
            if (quarantine.WhyNot(rendition.Digest!, RefusedWhat.Deposit, media.Id.ToString()) is { } blocked)
            {
                return new DepositOutcome.Refused(blocked);
            }

            var known = same ?? deposits.Find(rendition.Key, rendition.Digest!);
            if (!foundGone && known is not null && shelf.IsGood(known))
            {
                return Lodged(known, rendition);
            }

            using var blob = source.Open(media, rendition);
            if (blob is not null)
            {
                return await LodgeAsync(known ?? Wanted(rendition, kind), rendition, blob, foundGone, ended);
            }
        }

        return same is null
            ? new DepositOutcome.Failed(Problem.VolumeFailed.Because("The bytes to be sent went from the volume while they were being lodged."), null)
            : new DepositOutcome.Gone(Problem.MediaNotFound.Because("The media's file is gone from the volume, or damaged."));
    }

    private async Task<DepositOutcome> LodgeAsync(Deposit wanted, Rendition rendition, Blob blob, bool foundGone, CancellationToken ended)
    {
        // What was found gone is good for no time at all.
        var margin = foundGone ? _never : DepositShelf.Margin;
        while (true)
        {
            switch (await deposits.ClaimAsync(wanted, LeaseKeeper.Lease, margin))
            {
                case DepositClaim.Gone:
                    return DepositSource.MediaGone;
                case DepositClaim.Settled(var settled):
                    return Lodged(settled, rendition);
                case DepositClaim.TooEarly(var failed):
                    return shelf.RefusalOf(failed.Id) is { } refusal ? new DepositOutcome.Refused(refusal) : NotTaken(failed.Reason, failed.DueAt);
                case DepositClaim.Busy:
                    // Somebody else lodges it anew.
                    margin = DepositShelf.Margin;
                    await Task.Delay(_betweenLooks, clock, ended);
                    break;
                case DepositClaim.Yours(var deposit, var mayHaveBegun):
                    if (await UploadAsync(deposit, rendition, blob, mayHaveBegun || foundGone, ended) is { } outcome)
                    {
                        return outcome;
                    }

                    break;
            }
        }
    }

    /// <returns>What came of it; null when the lease was lost, so that the catalogue is to be asked again.</returns>
    private async Task<DepositOutcome?> UploadAsync(
        Deposit deposit, Rendition rendition, Blob blob, bool mayHaveBegun, CancellationToken ended)
    {
        await using var lease = new LeaseKeeper(() => deposits.ProlongAsync(deposit, LeaseKeeper.Lease), clock, ended);
        try
        {
            var outcome = await upstream.LodgeAsync(
                new Lodging
                {
                    Kind = deposit.Kind,
                    Type = deposit.Type,
                    Key = keys.Unwrap(deposit.WrappedKey!),
                    Digest = deposit.Digest,
                    Bytes = blob,
                    MayHaveBegun = mayHaveBegun,
                },
                lease.Token);
            return outcome switch
            {
                LodgeOutcome.Lodged lodged => await FinishAsync(deposit, lodged, rendition),
                LodgeOutcome.Failed failed => await FailAsync(deposit, failed),
                _ => throw new InvalidOperationException("A result of no known kind."),
            };
        }
        catch (OperationCanceledException) when (!ended.IsCancellationRequested)
        {
            return null;
        }
        catch
        {
            // The lease is given back, so that whoever asks next need not wait for its end.
            await ReleaseAsync(deposit);
            throw;
        }
    }

    private async Task<DepositOutcome?> FinishAsync(Deposit deposit, LodgeOutcome.Lodged lodged, Rendition rendition)
    {
        var finished = await deposits.FinishAsync(deposit with
        {
            Url = lodged.Url,
            DirectPath = lodged.DirectPath,
            ExpiresAt = lodged.ExpiresAt,
            SealedDigest = lodged.Seal.Digests.Sealed.ToArray(),
            SealedLength = lodged.Seal.SealedLength,
            Sidecar = lodged.Seal.Sidecar.ToArray(),
        });
        return finished is null ? null : Lodged(finished, rendition);
    }

    private async Task<DepositOutcome?> FailAsync(Deposit deposit, LodgeOutcome.Failed failed)
    {
        var now = clock.GetUtcNow();
        var backOff = TimeSpan.FromTicks(Math.Min(_longestWait.Ticks, _firstWait.Ticks << Math.Min(deposit.Attempts, 16)));
        var wait = failed.IsFinal ? _longestWait : failed.RetryAfter ?? backOff;
        var reason = string.Join("; ", failed.Reasons);
        reason = reason.Length > MostReason ? reason[..MostReason] + "…" : reason;
        if (!await deposits.FailAsync(deposit, reason, now + wait))
        {
            return null;
        }

        Log.NotTaken(logger, deposit.Rendition.MediaId, deposit.Rendition.Kind, reason);
        if (!failed.IsFinal)
        {
            return NotTaken(reason, now + wait);
        }

        var refusal = Problem.MediaRefused.Because($"WhatsApp's servers refused the file: {reason}.");
        shelf.Refuse(deposit.Id, refusal);
        return new DepositOutcome.Refused(refusal);
    }

    private async Task ReleaseAsync(Deposit deposit)
    {
        try
        {
            await deposits.ReleaseAsync(deposit);
        }
        catch (SqliteException)
        {
            // Then the lease ends by itself.
        }
    }

    private DepositOutcome Lodged(Deposit deposit, Rendition rendition) =>
        shelf.Put(deposit, rendition, source.IsCurrent(deposit.Rendition, deposit.Kind)) is { } sent
            ? new DepositOutcome.Lodged(sent)
            : DepositSource.MediaGone;

    private DepositOutcome.Failed NotTaken(string? reason, DateTimeOffset dueAt)
    {
        var left = dueAt - clock.GetUtcNow();
        var why = string.Create(
            CultureInfo.InvariantCulture, $"WhatsApp's servers did not take the file: {reason}. The next attempt may be made in {left.TotalSeconds:0} s.");
        return new DepositOutcome.Failed(Problem.UpstreamUnavailable.Because(why), left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private Deposit Wanted(Rendition rendition, Kind kind) => new()
    {
        Id = Guid.CreateVersion7(clock.GetUtcNow()).ToString("D"),
        Rendition = rendition.Key,
        Kind = kind,
        Digest = rendition.Digest!,
        Length = rendition.Length,
        Type = rendition.Type!,
        WrappedKey = keys.Wrap(MediaKey.New()),
        KeyMadeAt = clock.GetUtcNow(),
        State = DepositState.Lodging,
    };

    private static partial class Log
    {
        [LoggerMessage(3201, LogLevel.Error, "Media {Id} could not be lodged.")]
        public static partial void Failed(ILogger logger, Exception fault, MediaId id);

        [LoggerMessage(3202, LogLevel.Warning, "Media {Id} as {Kind} was not taken: {Reason}.")]
        public static partial void NotTaken(ILogger logger, MediaId id, string kind, string reason);
    }
}
