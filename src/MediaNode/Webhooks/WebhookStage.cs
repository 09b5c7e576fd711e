using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Telemetry;
using Microsoft.Extensions.Options;

namespace MediaNode.Webhooks;

/// <summary>Tells the receiver of webhooks what happened, until it acknowledges.</summary>
/// <remarks>
/// A batch that failed waits for its time, and with it what comes later about the same users; about others new batches are made, at the
/// pace that the receiver allows. What is sent again has half of the places: however many users it hangs at, the others have the rest.
/// </remarks>
internal sealed partial class WebhookStage(
    WebhookQueue queue, WebhookSender sender, WebhookBell bell, WebhookStanding standing, WebhookPace pace, NodeMetrics metrics, IApplicationSettings settings,
    IOptions<WebhookOptions> options, TimeProvider clock, ILogger<WebhookStage> logger) : IStage
{
    // What was rung for is looked for at once; this is for what nobody rings for.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(30);

    private bool _againLast;

    public string Name => "tell the receiver of webhooks";

    /// <summary>Ends the pause after a failure, and makes what failed due.</summary>
    public async Task<int> HastenAsync()
    {
        var hastened = await queue.HastenAsync();
        pace.Answered(ends: true);
        bell.Door.Ring();
        return hastened;
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        var underWay = new Dictionary<long, (Task Told, bool Again)>();
        using var together = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            while (true)
            {
                await ReapAsync(underWay);
                while (settings.Current is { WebhookUrl: { } url } present && underWay.Count < present.MaxConcurrentRequests
                    && await FindAsync(underWay, present) is { Count: > 0 } batches)
                {
                    foreach (var batch in batches)
                    {
                        var telling = TellAsync(url, batch, together.Token);
                        underWay.Add(batch.Id, (telling, _againLast));
                        // After its end, so that its place is seen to be free.
                        _ = telling.ContinueWith(_ => bell.Door.Ring(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                    }
                }

                await bell.Door.WaitAsync(UntilNext(underWay), clock, stopping);
            }
        }
        finally
        {
            await together.CancelAsync();
            await Task.WhenAll(underWay.Values.Select(one => one.Told))
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static async Task ReapAsync(Dictionary<long, (Task Told, bool Again)> underWay)
    {
        foreach (var (id, (told, _)) in underWay.Where(pair => pair.Value.Told.IsCompleted).ToList())
        {
            underWay.Remove(id);
            await told;
        }
    }

    private static bool HasPlaceAgain(Dictionary<long, (Task Told, bool Again)> underWay, ApplicationSettings present) =>
        underWay.Values.Count(one => one.Again) < Math.Max(1, present.MaxConcurrentRequests / 2);

    private async Task<IReadOnlyList<WebhookBatch>> FindAsync(Dictionary<long, (Task Told, bool Again)> underWay, ApplicationSettings present)
    {
        // Where there is but one place, they take turns.
        var newFirst = present.MaxConcurrentRequests == 1 && _againLast;
        if (newFirst && await MakeAsync(1, present) is { Count: > 0 } turn)
        {
            return turn;
        }

        if (HasPlaceAgain(underWay, present) && queue.Due(underWay.Keys) is { } due)
        {
            _againLast = true;
            return [due];
        }

        return newFirst ? [] : await MakeAsync(present.MaxConcurrentRequests - underWay.Count, present);
    }

    private async Task<IReadOnlyList<WebhookBatch>> MakeAsync(int places, ApplicationSettings present)
    {
        var open = queue.Open();
        if (pace.MayMake(places, open) is not (> 0 and var most))
        {
            return [];
        }

        var old = (clock.GetUtcNow() - options.Value.GiveUpAfter).ToUnixTimeMilliseconds();
        var made = await queue.TakeAsync(most, found => WebhookBody.Form(OfOneAge(found, old), options.Value.MostEvents));
        if (made.Count > 0)
        {
            _againLast = false;
            pace.Made(present, open);
        }

        return made;
    }

    /// <summary>What has but one attempt left takes nothing younger with it to the dead letters.</summary>
    private static IReadOnlyList<WebhookEvent> OfOneAge(IReadOnlyList<WebhookEvent> found, long old) =>
        found[0].WrittenAt <= old ? [.. found.TakeWhile(one => one.WrittenAt <= old)] : found;

    /// <summary>How long there is nothing to do unless somebody rings.</summary>
    private TimeSpan UntilNext(Dictionary<long, (Task Told, bool Again)> underWay)
    {
        var present = settings.Current;
        if (present.WebhookUrl is null || underWay.Count >= present.MaxConcurrentRequests)
        {
            return _look;
        }

        var wait = pace.PausedUntil(queue.Open()) - clock.GetUtcNow() ?? _look;
        if (HasPlaceAgain(underWay, present) && queue.Next(underWay.Keys) is { } next)
        {
            var due = DateTimeOffset.FromUnixTimeMilliseconds(next.DueAt) - clock.GetUtcNow();
            wait = due < wait ? due : wait;
        }

        return wait > TimeSpan.FromMilliseconds(1) ? wait < _look ? wait : _look : TimeSpan.FromMilliseconds(1);
    }

    private async Task TellAsync(Uri url, WebhookBatch batch, CancellationToken stopping)
    {
        WebhookAnswer? answer = null;
        var begun = pace.Begun();
        standing.Begun(batch.Id);
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
            standing.Ended(batch.Id, answer);
        }

        metrics.CallbackMade(
            WebhookBody.TypeOf(batch.Body),
            answer.Acknowledged ? CallbackResult.Ok : answer.Status is null ? CallbackResult.Failed : CallbackResult.Refused, answer.Took);
        await SettleAsync(batch, answer, begun);
    }

    private async Task SettleAsync(WebhookBatch batch, WebhookAnswer answer, long begun)
    {
        var present = settings.Current;
        if (answer.Status is not null)
        {
            pace.Answered(answer.Acknowledged);
        }
        else if (pace.Unanswered(begun, present, DeadLetterStage.Gap(present, options.Value)))
        {
            Log.Failing(logger);
        }

        if (answer.Acknowledged)
        {
            await queue.RemoveAsync(batch.Id);
            return;
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

        await queue.FailAsync(batch.Id, dies ? null : now + WebhookPace.Backoff(present, batch.Attempts + 1), answer.Reason);
    }

    private static partial class Log
    {
        [LoggerMessage(7101, LogLevel.Warning, "The receiver of webhooks does not answer. What it is to be told waits; GET /api/webhooks has the reason.")]
        public static partial void Failing(ILogger logger);

        [LoggerMessage(7102, LogLevel.Warning, "The webhook {Delivery} was tried once and is dropped, since callback_persist is off: {Reason}")]
        public static partial void Dropped(ILogger logger, string delivery, string reason);

        [LoggerMessage(7103, LogLevel.Error, "The webhook {Delivery} is given up; GET /api/webhooks/dead has it: {Reason}")]
        public static partial void GaveUp(ILogger logger, string delivery, string reason);
    }
}
