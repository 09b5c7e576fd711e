using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Formats.Sealing;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Upstreams;

namespace MediaNode.Redelivery;

/// <summary>Answers those who found a media gone from WhatsApp's servers: with the identical blob under a new path, or with a no.</summary>
/// <remarks>The request is opened before anything is done about it, so that nobody without the key of the media makes the node work.</remarks>
internal sealed partial class RedeliveryStage(
    RedeliveryCatalog redeliveries, MessageCatalog messages, IDeposits deposits, IUpstream upstream, Quarantine quarantine, RedeliveryBell bell, TimeProvider clock,
    ILogger<RedeliveryStage> logger) : IStage
{
    private const int AtOnce = 8;

    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _look = TimeSpan.FromMinutes(1);

    // A phone that asked shows the media as loading; after a day it is told that something is wrong.
    private static readonly TimeSpan _patience = TimeSpan.FromDays(1);

    public string Name => "answer re-requests";

    public async Task RunAsync(CancellationToken stopping)
    {
        // Those of a start before.
        await redeliveries.ReleaseAllAsync();
        while (true)
        {
            var claimed = await redeliveries.ClaimAsync(AtOnce, _lease);
            if (claimed.Count == 0)
            {
                var wait = (redeliveries.NextDue() ?? DateTimeOffset.MaxValue) - clock.GetUtcNow();
                await bell.Door.WaitAsync(wait < _look ? wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1) : _look, clock, stopping);
                continue;
            }

            await Task.WhenAll(claimed.Select(row => AnswerAsync(row, stopping)));
        }
    }

    private async Task AnswerAsync(RedeliveryRow row, CancellationToken stopping)
    {
        try
        {
            // Before anything is decided: a block waits until the answer is out, or is a no.
            using var passage = quarantine.Enter(((string[])[row.MessageId]).Select(id => messages.Find(id)?.MediaId));
            await TellAsync(row, await DecideAsync(row, stopping), stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // An edge: one that cannot be answered must not hold up the others.
            Log.Failed(logger, fault, row.MessageId);
            await PostponeAsync(row, "a fault in the node; its log has the cause", null);
        }
    }

    private async Task<Decision> DecideAsync(RedeliveryRow row, CancellationToken stopping)
    {
        var message = messages.Find(row.MessageId);
        if (message?.DepositId is not { } depositId)
        {
            return Decision.No(RedeliveryOutcome.NotFound, "the message is unknown, or brought no media");
        }

        if (deposits.KeyOf(depositId) is not { } key)
        {
            return Decision.No(RedeliveryOutcome.NotFound, "the media was deleted");
        }

        if (RedeliveryRequest.Open(row.Note, key, row.MessageId) is NoteResult<RedeliveryRequest>.Refused(var flaw))
        {
            return Decision.No(RedeliveryOutcome.DecryptionError, $"the request could not be opened ({flaw})");
        }

        var answered = redeliveries.Of([row.MessageId])[row.MessageId].Where(earlier => earlier.DirectPath is not null).Max(earlier => earlier.AnsweredAt);
        var toldAt = answered is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : message.ReadyAt ?? message.AcceptedAt;
        return await deposits.AgainAsync(depositId, toldAt, stopping) switch
        {
            DepositOutcome.Lodged(var media) => new Decision(RedeliveryOutcome.Success, key, media.Deposit.DirectPath, null),
            DepositOutcome.Gone(var why) => new Decision(RedeliveryOutcome.NotFound, key, null, why.Details),
            // It may be released: the phone may ask again, which it would not after a not-found.
            DepositOutcome.Refused(var why) when why.Problem == Problem.MediaQuarantined => new Decision(RedeliveryOutcome.GeneralError, key, null, why.Details),
            DepositOutcome.Refused(var why) => new Decision(RedeliveryOutcome.NotFound, key, null, why.Details),
            DepositOutcome.Failed(var why, _) when clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(row.RequestedAt) > _patience =>
                new Decision(RedeliveryOutcome.GeneralError, key, null, why.Details),
            DepositOutcome.Failed(var why, var retryAfter) => Decision.Later(why.Details, retryAfter),
            _ => throw new InvalidOperationException("An outcome of no known kind."),
        };
    }

    private async Task TellAsync(RedeliveryRow row, Decision decision, CancellationToken stopping)
    {
        if (decision.Outcome is not { } outcome)
        {
            await PostponeAsync(row, decision.Reason!, decision.RetryAfter);
            return;
        }

        // Who could not be understood does not have the key, and is answered in the open.
        var note = decision.Key is { } key ? new RedeliveryAnswer(row.MessageId, outcome, decision.DirectPath).Seal(key) : null;
        switch (await upstream.AnswerAsync(new RedeliveryReply(row.MessageId, note, outcome), stopping))
        {
            case CallOutcome.Failed(var reason, var retryAfter):
                await PostponeAsync(row, reason, retryAfter);
                break;
            case CallOutcome.NotFound:
                await redeliveries.AnsweredAsync(row, outcome, decision.DirectPath, "the upstream does not know the message any more");
                break;
            default:
                await redeliveries.AnsweredAsync(row, outcome, decision.DirectPath, decision.Reason);
                break;
        }
    }

    private Task PostponeAsync(RedeliveryRow row, string reason, TimeSpan? retryAfter) =>
        redeliveries.PostponeAsync(row, clock.GetUtcNow() + Backoff.After((int)row.Attempts + 1, retryAfter), reason);

    /// <summary>What is answered, nothing when it is to be tried again; without a key, in the open.</summary>
    private sealed record Decision(RedeliveryOutcome? Outcome, MediaKey? Key, string? DirectPath, string? Reason, TimeSpan? RetryAfter = null)
    {
        public static Decision No(RedeliveryOutcome outcome, string reason) => new(outcome, null, null, reason);

        public static Decision Later(string reason, TimeSpan? retryAfter) => new(null, null, null, reason, retryAfter);
    }

    private static partial class Log
    {
        [LoggerMessage(8001, LogLevel.Error, "The re-request of message {Id} could not be answered; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception fault, string id);
    }
}
