using Dapper;
using MediaNode.Simulator.Clock;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>Downloads what is due, a few at a time. The rows are the queue, so a restart goes on with what was waiting.</summary>
internal sealed partial class Crew(SimulatorStore store, Download download, Bells bells, TimeProvider clock, ILogger<Crew> log) : BackgroundService
{
    private const int Workers = 4;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private readonly Lock _claiming = new();
    private readonly HashSet<long> _claimed = [];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(stoppingToken), CancellationToken.None)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return; // The row is as it was: the next start goes on.
            }
            catch (Exception failed)
            {
                // A full disk, say. The row is as it was, and is tried again. Thrown on, it would end the worker and, with the last one, the simulator.
                Failed(log, failed);
                await Task.Delay(_pause, TurnableClock.Machine, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        var ring = bells.Downloads.Next;
        var (message, next) = Claim();
        if (message is null)
        {
            var wait = next is { } due ? TimeSpan.FromMilliseconds(due - clock.Milliseconds()) : (TimeSpan?)null;
            await ring.OrAsync(wait, clock, stopping);
            return;
        }

        try
        {
            await download.RunAsync(message, stopping);
        }
        finally
        {
            lock (_claiming)
            {
                _claimed.Remove(message.Seq);
            }
        }

        bells.Settled.Ring();
    }

    private (Message? Message, long? Next) Claim()
    {
        lock (_claiming)
        {
            return store.Do<(Message?, long?)>(connection =>
            {
                var now = clock.Milliseconds();
                while (Message.ToDownload(connection, now, Workers).FirstOrDefault(due => !_claimed.Contains(due.Seq)) is { } message)
                {
                    if (PhoneBook.Get(connection, message.WaId).Online)
                    {
                        _claimed.Add(message.Seq);
                        return (message, null);
                    }

                    connection.Execute("UPDATE message SET due = NULL, parked = 1 WHERE seq = @Seq", new { message.Seq });
                }

                // Those that others have in hand ring when they are done.
                return (null, connection.ExecuteScalar<long?>("SELECT min(due) FROM message WHERE due > @now", new { now }));
            });
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A download came to nothing; tried again in a second.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
