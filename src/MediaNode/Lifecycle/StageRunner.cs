namespace MediaNode.Lifecycle;

/// <summary>Runs the stages from the start of the node to its end. A stage that breaks is started again after a while; its rows wait for it.</summary>
internal sealed partial class StageRunner(IEnumerable<IStage> stages, TimeProvider clock, ILogger<StageRunner> logger) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(stages.Select(stage => KeepRunningAsync(stage, stoppingToken)));

    private async Task KeepRunningAsync(IStage stage, CancellationToken stopping)
    {
        for (var failures = 1; ; failures++)
        {
            var started = clock.GetTimestamp();
            try
            {
                await Task.Run(() => stage.RunAsync(stopping), stopping);
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // An edge: a full disk under the catalogue, say. Nothing is lost, for all that is to be done is in the rows.
                failures = clock.GetElapsedTime(started) > Backoff.Longest ? 1 : failures;
                Log.Broke(logger, fault, stage.Name);
            }

            try
            {
                await Task.Delay(Backoff.After(failures), clock, stopping);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Error, "The stage '{Stage}' broke off; it is started again in a while, and nothing is lost.")]
        public static partial void Broke(ILogger logger, Exception fault, string stage);
    }
}
