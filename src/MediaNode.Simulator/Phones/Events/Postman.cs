using Dapper;
using MediaNode.Simulator.Clock;
using MediaNode.Simulator.Faults;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNode.Simulator.Phones.Events;

/// <summary>Makes receipts into events, in order, and has the faults of receipts happen to them.</summary>
internal sealed partial class Postman(SimulatorStore store, FaultBook faults, Bells bells, TimeProvider clock, ILogger<Postman> log)
    : BackgroundService
{
    // At a time, so that other work gets its turn at the store.
    private const int Bag = 250;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _late = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception failed)
            {
                // A full disk, say. The receipts are where they were, and may go when it has room again. Thrown on, it would end the simulator.
                Failed(log, failed);
                await Task.Delay(_pause, TurnableClock.Machine, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RoundAsync(CancellationToken stopping)
    {
        var ring = bells.Receipts.Next;
        var (carried, next) = Carry();
        if (carried == Bag)
        {
            await Task.Yield();
            return;
        }

        var wait = next is { } due ? TimeSpan.FromMilliseconds(due - clock.Milliseconds()) : (TimeSpan?)null;
        await ring.OrAsync(wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private (int Carried, long? Next) Carry()
    {
        var now = clock.Milliseconds();
        var (bag, next) = store.Do(connection => (Receipts.Due(connection, now, Bag), Receipts.NextDue(connection)));
        if (bag.Count == 0)
        {
            return (0, next);
        }

        // Drawn before the transaction: the book keeps its own state in the same store.
        var happening = bag.Select(receipt => receipt.Due == 0 ? faults.Take(FaultPoint.Receipt) : []).ToList();
        next = store.Do(connection =>
        {
            for (var i = 0; i < bag.Count; i++)
            {
                Carry(connection, bag[i], happening[i], now);
            }

            EventLog.Prune(connection, now);
            return Receipts.NextDue(connection);
        });
        bells.Events.Ring();
        return (bag.Count, next);
    }

    private static void Carry(SqliteConnection connection, Receipt receipt, IReadOnlyList<Fault> happening, long now)
    {
        if (happening.Find(FaultType.LateReceipt) is { } late)
        {
            var due = now + (long)(late.Delay ?? _late).TotalMilliseconds;
            connection.Execute("UPDATE receipt SET due = @due WHERE seq = @Seq", new { due, receipt.Seq });
            return;
        }

        var copies = happening.Find(FaultType.DuplicateReceipt) is null ? 1 : 2;
        for (var copy = 0; copy < copies; copy++)
        {
            EventLog.Append(connection, receipt.Number, now, writer =>
            {
                writer.WriteString("type"u8, "receipt"u8);
                writer.WriteString("message_id"u8, receipt.MessageId);
                writer.WriteString("recipient"u8, receipt.WaId);
                writer.WriteString("status"u8, receipt.Status);
                writer.WriteString("timestamp"u8, Instant.ToText(receipt.At));
            });
        }

        connection.Execute("DELETE FROM receipt WHERE seq = @Seq", new { receipt.Seq });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Receipts could not be carried; tried again in a second.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
