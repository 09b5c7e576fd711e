using System.Collections.Concurrent;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MediaNode.Inbound;

/// <summary>Fetches the media of users' messages, a few at a time, and tells what was held back for them too long.</summary>
internal sealed partial class InboundStage(
    InboundCatalog inbound, Fetching fetching, Asking asking, Settling settling, RoomWaits<string> room, InboundBell bell, IOptions<InboundOptions> options, TimeProvider clock,
    ILogger<InboundStage> logger) : IStage
{
    private static readonly TimeSpan _look = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Task> _underWay = new();

    public string Name => "fetch incoming media";

    public async Task RunAsync(CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            // Those of a start before.
            await inbound.ReleaseAllAsync();
            while (true)
            {
                if (room.TakeWoken(_underWay.ContainsKey) is { Count: > 0 } woken)
                {
                    await inbound.WakeAsync(woken);
                }

                await inbound.TellHeldAsync();
                var free = options.Value.Concurrency - _underWay.Count;
                var claimed = free > 0 ? await inbound.ClaimAsync(free, _underWay.Keys, LeaseKeeper.Lease) : [];
                foreach (var row in claimed)
                {
                    Begin(row, ending.Token);
                }

                if (free == 0 || claimed.Count < free)
                {
                    await bell.Door.WaitAsync(Wait(free > 0), clock, stopping);
                }
            }
        }
        finally
        {
            // Should the stage be started again, nobody else is at its rows.
            await ending.CancelAsync();
            await Task.WhenAll(_underWay.Values);
        }
    }

    private void Begin(InboundMediaRow row, CancellationToken ending)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[row.MessageId] = begun.Task;
        _ = Task.Run(
            async () =>
            {
                await RunAsync(row, ending);
                _underWay.TryRemove(row.MessageId, out _);
                begun.SetResult();
                bell.Door.Ring();
            },
            CancellationToken.None);
    }

    /// <summary>An edge: one that breaks must not hold up the others, and its row waits for the end of its lease.</summary>
    private async Task RunAsync(InboundMediaRow row, CancellationToken ending)
    {
        try
        {
            await StepAsync(row, ending);
        }
        catch (OperationCanceledException)
        {
            // The node stops, or the lease was lost: whoever has it goes on.
        }
        catch (Exception fault)
        {
            Log.Failed(logger, fault, row.MessageId);
            try
            {
                // A catalogue that cannot be written, on a full disk say, is no fault of the media.
                await (fault is SqliteException
                    ? settling.WaitAsync(row, "The catalogue could not be written.")
                    : settling.TryAgainAsync(row, "A fault in the node; its log has the cause.", retryAfter: null));
            }
            catch (Exception again)
            {
                Log.Failed(logger, again, row.MessageId);
            }
        }
    }

    private async Task StepAsync(InboundMediaRow row, CancellationToken ending)
    {
        switch (row.Standing)
        {
            case InboundState.Landed:
                try
                {
                    await settling.FinishAsync(row);
                }
                catch (IOException)
                {
                    await settling.WaitAsync(row, "The media volume could not be written.");
                }

                break;
            case InboundState.Asked:
                await asking.GiveUpAsync(row);
                break;
            default:
                if (await asking.HeedAsync(row) is { } wanted)
                {
                    await fetching.FetchAsync(wanted, ending);
                }

                break;
        }
    }

    private TimeSpan Wait(bool forWork)
    {
        var (now, wait) = (clock.GetUtcNow(), room.Any ? RoomWaits<string>.First : _look);
        foreach (var next in (DateTimeOffset?[])[forWork ? inbound.NextDue(_underWay.Keys) : null, inbound.NextHeld()])
        {
            wait = next is { } due && due - now < wait ? due - now : wait;
        }

        return wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1);
    }

    private static partial class Log
    {
        [LoggerMessage(9001, LogLevel.Error, "The media of message {Id} could not be fetched; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception fault, string id);
    }
}
