using System.Collections.Concurrent;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Links;

/// <summary>Fetches the links that messages wait for: each once, however many wait.</summary>
internal sealed partial class LinkStage(
    LinkQueue links, LinkWork work, SilentOrigins silent, RoomWaits<long> room, SendBells bells, IOptions<LinkOptions> options, TimeProvider clock,
    ILogger<LinkStage> logger) : IStage
{
    // A bell that was missed is found by then.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(30);

    // By the link's id; each takes itself out before it rings.
    private readonly ConcurrentDictionary<long, (string Origin, Task Done)> _fetches = new();

    public string Name => "fetch links";

    public async Task RunAsync(CancellationToken stopping)
    {
        // Those of a start before.
        await links.ReleaseAllAsync();
        try
        {
            while (true)
            {
                if (room.TakeWoken(_fetches.ContainsKey) is { Count: > 0 } woken)
                {
                    await links.WakeAsync(woken);
                }

                var places = new LinkPlaces(
                    options.Value.MaxConcurrent, _fetches.Select(fetch => KeyValuePair.Create(fetch.Key, fetch.Value.Origin)), silent.Now);
                var due = places.Free > 0 ? links.NextDue(places) : null;
                if (due <= clock.GetUtcNow())
                {
                    await StartAsync(places, stopping);
                    continue;
                }

                var wait = due is { } next ? next - clock.GetUtcNow() : _look;
                var most = room.Any ? RoomWaits<long>.First : _look;
                await bells.Links.WaitAsync(wait > most ? most : wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1), clock, stopping);
            }
        }
        finally
        {
            await Task.WhenAll(_fetches.Values.Select(fetch => fetch.Done));
            _fetches.Clear();
        }
    }

    private async Task StartAsync(LinkPlaces places, CancellationToken stopping)
    {
        foreach (var link in await links.ClaimAsync(places, LeaseKeeper.Lease))
        {
            var started = new TaskCompletionSource();
            _fetches[link.Id] = (link.Origin, Task.Run(
                async () =>
                {
                    await started.Task;
                    await FetchAsync(link, stopping);
                },
                CancellationToken.None));
            started.SetResult();
        }
    }

    private async Task FetchAsync(Link link, CancellationToken stopping)
    {
        try
        {
            await using var lease = new LeaseKeeper(() => links.ProlongAsync(link, LeaseKeeper.Lease), clock, stopping);
            await work.RunAsync(link, lease.Token);
        }
        catch (OperationCanceledException)
        {
            // The node stops, or another has the lease: the row waits.
        }
        catch (Exception fault)
        {
            // An edge: whatever it was, it must not hold up other links.
            Log.Failed(logger, fault, link.Id);
            await PostponeAsync(link);
        }
        finally
        {
            _fetches.TryRemove(link.Id, out _);
            bells.Links.Ring();
        }
    }

    private async Task PostponeAsync(Link link)
    {
        try
        {
            await links.PostponeAsync(link, clock.GetUtcNow() + LinkWork.Pause, "a fault in the node; its log has the cause", counts: false);
        }
        catch (Microsoft.Data.Sqlite.SqliteException fault)
        {
            // Then its lease ends by itself.
            Log.Failed(logger, fault, link.Id);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5301, LogLevel.Error, "Link {Id} could not be fetched for a fault of the node; it is tried again.")]
        public static partial void Failed(ILogger logger, Exception fault, long id);
    }
}
