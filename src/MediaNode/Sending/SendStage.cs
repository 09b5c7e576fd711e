using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Upstreams;
using Microsoft.Extensions.Options;

namespace MediaNode.Sending;

/// <summary>Hands messages to the upstream in batches, each recipient's in the order in which they were accepted.</summary>
/// <remarks>
/// A message whose answer was lost is sent again under its id, by which the upstream knows it and takes it once. What the upstream took is
/// settled in the rows before anything later goes to the same recipient.
/// </remarks>
internal sealed partial class SendStage(
    SendQueue queue, IDeposits deposits, IUpstream upstream, Quarantine quarantine, MediaCatalog catalog, SendBells bells, IOptions<SendingOptions> options,
    TimeProvider clock, ILogger<SendStage> logger) : IStage
{
    /// <summary>Longer than the upstream's slowest answer; after a crash leases end at the start.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    // While one batch is with the upstream, the next is claimed and the last settled.
    private const int AtOnce = 3;

    private static readonly TimeSpan _look = TimeSpan.FromSeconds(30);

    private readonly Lock _pausing = new();
    private int _failures;
    private DateTimeOffset _pausedUntil;

    public string Name => "send messages";

    public async Task RunAsync(CancellationToken stopping)
    {
        // Those of a start before: one that broke off on a full disk leaves leases, and their recipients would wait for the end of them.
        await queue.ReleaseAllAsync();

        // All end when one breaks off, so that all are started again.
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            try
            {
                await SendOnAsync(together.Token);
            }
            finally
            {
                await together.CancelAsync();
            }
        }));
    }

    private async Task SendOnAsync(CancellationToken stopping)
    {
        while (true)
        {
            if (Pause() is { } pause)
            {
                await Task.Delay(pause, clock, stopping);
                continue;
            }

            var batch = await queue.ClaimAsync(upstream.MostMessages, Lease);
            if (batch.Count == 0)
            {
                await bells.Ready.WaitAsync(_look, clock, stopping);
                continue;
            }

            if (batch.Count == upstream.MostMessages)
            {
                // There is more: another sender need not wait for this one.
                bells.Ready.Ring();
            }

            await SendAsync(batch, stopping);

            // Later messages to the same recipients may go now.
            bells.Ready.Ring();
        }
    }

    private async Task SendAsync(IReadOnlyList<Message> batch, CancellationToken stopping)
    {
        batch = await GiveUpAsync(batch);
        // Before it is looked: a block waits until what had entered is with the upstream, or is not.
        using var passage = quarantine.Enter(batch.Select(message => message.MediaId));
        var (outgoing, expired) = await ResolveAsync(batch);
        if (expired.Count > 0)
        {
            await queue.WaitAgainAsync(expired);
            bells.Waiting.Ring();
        }

        if (outgoing.Count == 0)
        {
            return;
        }

        SendOutcome outcome;
        try
        {
            outcome = await upstream.SendAsync(outgoing, stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Fault(logger, fault);
            outcome = new SendOutcome.Failed("a fault in the node; its log has the cause", null);
        }

        switch (outcome)
        {
            case SendOutcome.Answered(var answers):
                await queue.SettleAsync([.. outgoing.Zip(answers, (sent, answer) => (sent.Message, answer.At, answer.Error))]);
                Succeeded();
                break;
            case SendOutcome.Failed(var reason, var retryAfter):
                Log.Failed(logger, outgoing.Count, reason);
                Failed(retryAfter);
                await queue.GiveBackAsync([.. outgoing.Select(sent => sent.Message)], reason);
                break;
        }
    }

    /// <summary>What has waited too long is not sent any more, however near its turn is.</summary>
    private async Task<IReadOnlyList<Message>> GiveUpAsync(IReadOnlyList<Message> batch)
    {
        var now = clock.GetUtcNow();
        var oldest = now - options.Value.GiveUpAfter;
        if (batch.All(message => message.AcceptedAt >= oldest))
        {
            return batch;
        }

        await queue.SettleAsync(
            [.. batch.Where(message => message.AcceptedAt < oldest).Select(message => (message, now, (MessageError?)GiveUpStage.Error(options.Value)))]);
        return [.. batch.Where(message => message.AcceptedAt >= oldest)];
    }

    /// <summary>Finds what each message brings. Where a deposit has expired, neither it nor a later one to the same recipient is sent now.</summary>
    private async Task<(List<OutgoingMessage> Outgoing, List<Message> Expired)> ResolveAsync(IReadOnlyList<Message> batch)
    {
        var (outgoing, expired) = (new List<OutgoingMessage>(batch.Count), new List<Message>());
        HashSet<string>? held = null;
        List<Message>? heldBack = null;
        List<(Message, DateTimeOffset, MessageError?)>? blocked = null;
        foreach (var message in batch)
        {
            var media = message.DepositId is { } deposit ? await deposits.FindAsync(deposit) : null;
            if (WhyNot(message, media) is { } why)
            {
                (blocked ??= []).Add((message, clock.GetUtcNow(), Quarantine.ErrorOf(why)));
            }
            else if (held?.Contains(message.Recipient) == true)
            {
                (heldBack ??= []).Add(message);
            }
            else if (message.MediaId is not null && media is null)
            {
                expired.Add(message);
                (held ??= []).Add(message.Recipient);
            }
            else
            {
                outgoing.Add(new OutgoingMessage(message, media));
            }
        }

        if (heldBack is not null)
        {
            await queue.GiveBackAsync(heldBack, "an earlier message to the same recipient waits for its media again");
        }

        if (blocked is not null)
        {
            await queue.SettleAsync(blocked);
        }

        return (outgoing, expired);
    }

    /// <returns>Why what the message brings is not to leave; null when it may, or it brings nothing.</returns>
    private Refusal? WhyNot(Message message, SentMedia? sent) =>
        quarantine.IsEmpty || message.MediaId is not { } id || catalog.Find(id) is not { } known ? null
        : quarantine.WhyNot(known.Digest, RefusedWhat.Sending, message.Id)
            ?? (sent is null ? null : quarantine.WhyNot(sent.Deposit.Digest, RefusedWhat.Sending, message.Id));

    private TimeSpan? Pause()
    {
        lock (_pausing)
        {
            var wait = _pausedUntil - clock.GetUtcNow();
            return wait > TimeSpan.Zero ? wait : null;
        }
    }

    private void Failed(TimeSpan? retryAfter)
    {
        lock (_pausing)
        {
            // Several batches under way fail together; that is one failure.
            if (clock.GetUtcNow() >= _pausedUntil)
            {
                _failures++;
                _pausedUntil = clock.GetUtcNow() + Backoff.After(_failures, retryAfter);
            }
        }
    }

    private void Succeeded()
    {
        lock (_pausing)
        {
            _failures = 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5201, LogLevel.Warning, "{Count} messages could not be handed over and are tried again: {Reason}")]
        public static partial void Failed(ILogger logger, int count, string reason);

        [LoggerMessage(5202, LogLevel.Error, "A fault while messages were being handed over; they are tried again.")]
        public static partial void Fault(ILogger logger, Exception fault);
    }
}
