using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Problems;
using MediaNode.Telemetry;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Renditions;

/// <summary>Makes one rendition under its lease, and settles it whatever comes of it.</summary>
internal sealed partial class RenditionWork(
    RenditionCatalog renditions, RenditionShelf shelf, RenditionBench bench, NodeMetrics metrics, TimeProvider clock,
    ILogger<RenditionWork> logger)
{
    // Another process is at it; within this one all share one task.
    private static readonly TimeSpan _betweenLooks = TimeSpan.FromMilliseconds(500);

    private static readonly Refusal _stops = Problem.Overloaded.Because("The node is stopping. Ask again once it is back.");

    public async Task<RenditionOutcome> RunAsync(RenditionOrder order, IProgress<double> progress, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                switch (await renditions.ClaimAsync(order.Key, LeaseKeeper.Lease))
                {
                    case RenditionClaim.Gone:
                        return new RenditionOutcome.Gone();
                    case RenditionClaim.Settled(var settled):
                        if (await shelf.CheckAsync(order.Media, settled) is { } outcome)
                        {
                            return outcome;
                        }

                        break;
                    case RenditionClaim.Busy:
                        await Task.Delay(_betweenLooks, clock, stopping);
                        break;
                    case RenditionClaim.Yours(var revision):
                        if (await MakeAsync(order, revision, progress, stopping) is { } made)
                        {
                            return made;
                        }

                        break;
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new RenditionOutcome.Failed(_stops);
        }
        catch (Exception fault)
        {
            // An edge: nobody may be waiting any more, and who is gets a catalogued answer.
            return new RenditionOutcome.Failed(Told(order, fault));
        }
    }

    /// <returns>What came of it; null when the lease was lost, so that the catalogue is to be asked again.</returns>
    private async Task<RenditionOutcome?> MakeAsync(
        RenditionOrder order, long revision, IProgress<double> progress, CancellationToken stopping)
    {
        await using var lease = new LeaseKeeper(() => renditions.ProlongAsync(order.Key, revision, LeaseKeeper.Lease), clock, stopping);
        var blobs = new List<BlobWriter>();
        var started = clock.GetTimestamp();
        try
        {
            var made = await bench.MakeAsync(order, blobs, progress, lease.Token);
            if (!await shelf.PutAsync(made.Row, revision, blobs))
            {
                return null;
            }

            metrics.RenditionSettled(order.Key.Kind, ResultOf(made.Row), clock.GetElapsedTime(started));
            if (made.Failure is { } failure)
            {
                return new RenditionOutcome.Failed(failure);
            }

            // As the catalogue has it: with the time at which it was settled.
            return RenditionOutcome.Of(renditions.Find(order.Key) ?? made.Row);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await GiveUpAsync(order, revision, _stops);
            return new RenditionOutcome.Failed(_stops);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception fault)
        {
            // An edge, too: the lease is given back, so that whoever asks next need not wait for its end.
            var told = Told(order, fault);
            metrics.RenditionSettled(order.Key.Kind, RenditionResult.Failed, clock.GetElapsedTime(started));
            await GiveUpAsync(order, revision, told);
            return new RenditionOutcome.Failed(told);
        }
        finally
        {
            blobs.ForEach(blob => blob.Dispose());
        }
    }

    private static RenditionResult ResultOf(Rendition row) => row.State switch
    {
        RenditionState.Ready => row.Blob is null ? RenditionResult.AsIs : RenditionResult.Mended,
        RenditionState.Refused => RenditionResult.Refused,
        _ => RenditionResult.Failed,
    };

    private async Task GiveUpAsync(RenditionOrder order, long revision, Refusal why)
    {
        try
        {
            await renditions.FinishAsync(bench.Failed(order, why), revision);
        }
        catch (SqliteException)
        {
            // Then the lease ends by itself.
        }
    }

    private Refusal Told(RenditionOrder order, Exception fault)
    {
        Log.Failed(logger, fault, order.Key.MediaId, order.Key.Kind);
        return fault switch
        {
            SqliteException catalogue => catalogue.ToRefusal(),
            IOException volume => volume.ToRefusal(),
            _ => Problem.InternalError.Because("A fault in the node; its log has the cause."),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(3102, LogLevel.Error, "Media {Id} could not be made into a rendition as {Kind}.")]
        public static partial void Failed(ILogger logger, Exception fault, MediaId id, string kind);
    }
}
