using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Telemetry;
using Microsoft.Extensions.Options;

namespace MediaNode.Webhooks;

/// <summary>Tells the receiver of webhooks what happened, until it acknowledges.</summary>
/// <remarks>
/// A batch that failed waits for its time, and with it what comes later about the same users; about others new batches are made. When a
/// new one fails too, the next is made only after a while, longer each time, and alone, until one is acknowledged: so a receiver that is
/// away is asked seldom, with few batches, and what happens meanwhile lies in the rows.
/// </remarks>
internal sealed partial class WebhookStage(
    WebhookQueue queue, WebhookSender sender, WebhookBell bell, WebhookStanding standing, NodeMetrics metrics, IApplicationSettings settings,
    IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookStage> logger) : IStage
{
    // What was rung for is looked for at once; this is for what nobody rings for.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(30);

    private readonly Lock _counting = new();
    private int _failures;
    private DateTimeOffset _pausedUntil;

    public string Name => "tell the receiver of webhooks";

    /// <summary>Ends the pause after a failure, and makes what failed due.</summary>
    public async Task<int> HastenAsync()
    {
        var hastened = await queue.HastenAsync();
        Succeeded();
        bell.Door.Ring();
        return hastened;
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        var underWay = new Dictionary<long, Task>();
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            while (true)
            {
                await ReapAsync(underWay);
                while (settings.Current is { WebhookUrl: { } url } present && underWay.Count < present.MaxConcurrentRequests
                    && await FindAsync(underWay.Keys, present.MaxConcurrentRequests - underWay.Count) is { Count: > 0 } batches)
                {
                    foreach (var batch in batches)
                    {
                        var telling = TellAsync(url, batch, together.Token);
                        underWay.Add(batch.Id, telling);
                        // After its end, so that its place is seen to be free.
                        _ = telling.ContinueWith(_ => bell.Door.Ring(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                    }
                }

                await bell.Door.WaitAsync(UntilNext(underWay.Keys), clock, stopping);
            }
        }
        finally
        {
            await together.CancelAsync();
            await Task.WhenAll(underWay.Values).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task ReapAsync(Dictionary<long, Task> underWay)
    {
        foreach (var (id, told) in underWay.Where(pair => pair.Value.IsCompleted).ToList())
        {
            underWay.Remove(id);
            await told;
        }
    }

    private async Task<IReadOnlyList<WebhookBatch>> FindAsync(IReadOnlyCollection<long> underWay, int places)
    {
        if (queue.Due(underWay) is { } due)
        {
            return [due];
        }

        return Pause() is null && (underWay.Count == 0 || !Failing)
            ? await queue.TakeAsync(Failing ? 1 : places, found => WebhookBody.Form(found, options.Value.MostEvents))
            : [];
    }

    /// <summary>How long there is nothing to do unless somebody rings.</summary>
    private TimeSpan UntilNext(IReadOnlyCollection<long> underWay)
    {
        var present = settings.Current;
        if (present.WebhookUrl is null || underWay.Count >= present.MaxConcurrentRequests)
        {
            return _look;
        }

        var wait = Pause() ?? _look;
        if (queue.Next(underWay) is { } next)
        {
            var due = DateTimeOffset.FromUnixTimeMilliseconds(next.DueAt) - clock.GetUtcNow();
            wait = due < wait ? due : wait;
        }

        return wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1);
    }

    private async Task TellAsync(Uri url, WebhookBatch batch, CancellationToken stopping)
    {
        WebhookAnswer? answer = null;
        standing.Begun();
        try
        {
            answer = await sender.SendAsync(url, batch, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // It may have been received: then it comes again, under the same delivery id.
            return;
        }
        finally
        {
            standing.Ended(answer);
        }

        metrics.CallbackMade(
            WebhookBody.TypeOf(batch.Body),
            answer.Acknowledged ? CallbackResult.Ok : answer.Status is null ? CallbackResult.Failed : CallbackResult.Refused, answer.Took);
        await SettleAsync(batch, answer);
    }

    private async Task SettleAsync(WebhookBatch batch, WebhookAnswer answer)
    {
        var present = settings.Current;
        if (answer.Acknowledged)
        {
            Succeeded();
            await queue.RemoveAsync(batch.Id);
            return;
        }

        if (batch.Attempts == 0)
        {
            Failed(present);
        }

        if (!present.CallbackPersist)
        {
            Log.Dropped(logger, batch.Delivery, answer.Reason);
            await queue.RemoveAsync(batch.Id);
            return;
        }

        var now = clock.GetUtcNow();
        var dies = now - DateTimeOffset.FromUnixTimeMilliseconds(batch.WrittenAt) >= options.Value.GiveUpAfter;
        if (dies)
        {
            Log.GaveUp(logger, batch.Delivery, answer.Reason);
        }

        await queue.FailAsync(batch.Id, dies ? null : now + Backoff(present, batch.Attempts + 1), answer.Reason);
    }

    private static TimeSpan Backoff(ApplicationSettings present, long attempts)
    {
        // As in the original: 3 s, 6 s, 9 s … 15 minutes.
        var wait = present.BackoffStep * attempts;
        return wait < present.BackoffCap ? wait : present.BackoffCap;
    }

    private bool Failing
    {
        get
        {
            lock (_counting)
            {
                return _failures > 0;
            }
        }
    }

    private TimeSpan? Pause()
    {
        lock (_counting)
        {
            var wait = _pausedUntil - clock.GetUtcNow();
            return _failures > 0 && wait > TimeSpan.Zero ? wait : null;
        }
    }

    private void Succeeded()
    {
        lock (_counting)
        {
            _failures = 0;
        }
    }

    private void Failed(ApplicationSettings present)
    {
        lock (_counting)
        {
            _failures++;
            _pausedUntil = clock.GetUtcNow() + Backoff(present, _failures);
            if (_failures > 1)
            {
                return;
            }
        }

        Log.Failing(logger);
    }

    private static partial class Log
    {
        [LoggerMessage(7101, LogLevel.Warning, "The receiver of webhooks does not acknowledge. What it is to be told waits; GET /api/webhooks has the reason.")]
        public static partial void Failing(ILogger logger);

        [LoggerMessage(7102, LogLevel.Warning, "The webhook {Delivery} was tried once and is dropped, since callback_persist is off: {Reason}")]
        public static partial void Dropped(ILogger logger, string delivery, string reason);

        [LoggerMessage(7103, LogLevel.Error, "The webhook {Delivery} is given up; GET /api/webhooks/dead has it: {Reason}")]
        public static partial void GaveUp(ILogger logger, string delivery, string reason);
    }
}
