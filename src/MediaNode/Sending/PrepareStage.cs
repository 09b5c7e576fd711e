using MediaNode.Catalog;
using MediaNode.Deposits;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using Microsoft.Extensions.Options;

namespace MediaNode.Sending;

/// <summary>Sees to it that the media which messages wait for are lodged with the upstream: one task for each media and kind.</summary>
internal sealed partial class PrepareStage(
    SendQueue queue, IDeposits deposits, SendBells bells, IOptions<SendingOptions> options, TimeProvider clock, ILogger<PrepareStage> logger) : IStage
{
    // Most of them wait for a place in the queue of the tools or for the network; each holds little. One and a half groups of thumbnails,
    // so that the next forms while one runs; and a quarter of the queue is left to others.
    private const int MostAtOnce = 48;

    // A bell that was missed, or a row that another process wrote, is found by then.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(30);

    // Each try is some writes, on a disk that has little left; and when room is made nobody is to wait long.
    private static readonly TimeSpan _longestForRoom = TimeSpan.FromSeconds(15);

    private readonly Dictionary<WaitedFor, Preparation> _preparations = [];

    // How often in a row those were without room that are to be tried again now.
    private readonly Dictionary<WaitedFor, int> _withoutRoom = [];

    public string Name => "prepare media";

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                StartDue(stopping);
                await bells.Waiting.WaitAsync(UntilNext(), clock, stopping);
            }
        }
        finally
        {
            await Task.WhenAll(_preparations.Values.Select(preparation => preparation.Task));
            _preparations.Clear();
        }
    }

    private TimeSpan UntilNext()
    {
        var now = clock.GetUtcNow();
        var next = _preparations.Values.Where(preparation => preparation.Task.IsCompleted).Select(preparation => preparation.DueAt - now)
            .Append(_look).Min();
        return next > TimeSpan.Zero ? next : TimeSpan.FromMilliseconds(1);
    }

    private void StartDue(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        foreach (var (waited, preparation) in _preparations.ToList())
        {
            if (preparation.Task.IsCompleted && (preparation.IsDone || preparation.DueAt <= now))
            {
                _preparations.Remove(waited);
                if (!preparation.IsDone)
                {
                    _withoutRoom[waited] = preparation.WithoutRoom;
                }
            }
        }

        var running = _preparations.Values.Count(preparation => !preparation.Task.IsCompleted);
        for (WaitedFor? after = null; running < MostAtOnce;)
        {
            var page = queue.WaitedFor(after, MostAtOnce);
            foreach (var waited in page.Where(waited => running < MostAtOnce && !_preparations.ContainsKey(waited)))
            {
                var preparation = new Preparation { WithoutRoom = _withoutRoom.GetValueOrDefault(waited) };
                _preparations[waited] = preparation;
                preparation.Task = Task.Run(() => PrepareAsync(waited, preparation, stopping), CancellationToken.None);
                running++;
            }

            if (page.Count < MostAtOnce)
            {
                // Of the others nobody waits any more.
                _withoutRoom.Clear();
                return;
            }

            after = page[^1];
        }
    }

    private async Task PrepareAsync(WaitedFor waited, Preparation preparation, CancellationToken stopping)
    {
        try
        {
            preparation.IsDone = await MoveAsync(waited, preparation, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The rows wait for the next start.
        }
        catch (Exception fault)
        {
            // An edge: whatever it was, it must not hold up the messages of other media.
            Log.Failed(logger, fault, waited.Media, waited.Kind);
            Postpone(preparation, null);
        }
        finally
        {
            bells.Waiting.Ring();
        }
    }

    /// <returns>Whether nothing waits for this media any more.</returns>
    private async Task<bool> MoveAsync(WaitedFor waited, Preparation preparation, CancellationToken stopping)
    {
        switch (await deposits.GetAsync(waited.Media, waited.Kind, stopping))
        {
            case DepositOutcome.Lodged(var media):
                while (await queue.ReadyAsync(waited, media.Deposit.Id) > 0)
                {
                    bells.Ready.Ring();
                }

                return true;
            case DepositOutcome.Refused(var why):
                await FailAsync(waited, why);
                return true;
            case DepositOutcome.Gone(var why):
                await FailAsync(waited, why);
                return true;
            case DepositOutcome.Failed(var why, _) when why.Problem == Problem.VolumeFull && options.Value.WhenVolumeFull == "fail":
                await FailAsync(waited, why);
                return true;
            case DepositOutcome.Failed(var why, null) when why.Problem == Problem.VolumeFull || why.Problem == Problem.VolumeFailed:
                Log.Postponed(logger, waited.Media, waited.Kind, why.Details);
                var wait = Backoff.After(++preparation.WithoutRoom);
                Postpone(preparation, wait < _longestForRoom ? wait : _longestForRoom);
                return false;
            case DepositOutcome.Failed(var why, var retryAfter):
                preparation.WithoutRoom = 0;
                Log.Postponed(logger, waited.Media, waited.Kind, why.Details);
                Postpone(preparation, retryAfter);
                return false;
            default:
                throw new InvalidOperationException("An outcome of no known kind.");
        }
    }

    private async Task FailAsync(WaitedFor waited, Refusal why)
    {
        // Whatever was wrong with the media, this is the code that the original fails a message with (contract, section 10).
        var error = new MessageError(Problem.InternalError.Code, Problem.InternalError.Title, why.Details);
        while (await queue.FailWaitingAsync(waited, error) > 0)
        {
            // There are more.
        }

        // Later messages to the same recipients waited for these.
        bells.Ready.Ring();
    }

    private void Postpone(Preparation preparation, TimeSpan? retryAfter)
    {
        var wait = Backoff.After(1, retryAfter);
        preparation.DueAt = clock.GetUtcNow() + (wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait);
    }

    private sealed class Preparation
    {
        public Task Task { get; set; } = Task.CompletedTask;

        public bool IsDone { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public int WithoutRoom { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(5101, LogLevel.Error, "Media {Id} could not be prepared for messages as {Kind}; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception fault, MediaId id, Formats.Limits.Kind kind);

        [LoggerMessage(5102, LogLevel.Warning, "Messages wait for media {Id} as {Kind}: {Why}")]
        public static partial void Postponed(ILogger logger, MediaId id, Formats.Limits.Kind kind, string why);
    }
}
