namespace MediaNode.Reconciling;

/// <summary>Imports, one at a time. One that a stop broke off is begun again by whoever wants it: it goes over what is here already.</summary>
internal sealed partial class ImportRuns(Importer importer, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<ImportRuns> logger)
{
    private readonly Lock _lock = new();

    /// <summary>The last, which may be under way; null when there was none since the start.</summary>
    public ImportReport? Last { get; private set; }

    /// <returns>Null when one is under way.</returns>
    public ImportReport? Begin(string path, bool dryRun)
    {
        ImportReport report;
        lock (_lock)
        {
            if (Last is { Tally.EndedAt: null })
            {
                return null;
            }

            Last = report = new ImportReport(path, dryRun, clock.GetUtcNow());
        }

        _ = Task.Run(() => RunAsync(report, lifetime.ApplicationStopping), CancellationToken.None);
        return report;
    }

    private async Task RunAsync(ImportReport report, CancellationToken stopping)
    {
        string? fault = null;
        try
        {
            foreach (var (path, whyNot) in ImportWalk.Over(report.Path))
            {
                stopping.ThrowIfCancellationRequested();
                report.Add(whyNot is null
                    ? await importer.ImportAsync(report.Path, path, report.IsDryRun, stopping)
                    : Importer.Refused(Path.GetRelativePath(report.Path, path), 0, $"The directory cannot be read: {whyNot}"));
            }
        }
        catch (OperationCanceledException)
        {
            fault = "The node stopped. Import again: what is here already is passed over.";
        }
        catch (Exception failure)
        {
            // An edge: nobody waits for this task, and whoever asks is told.
            fault = failure.Message;
            Log.Failed(logger, failure, report.Path);
        }

        report.End(clock.GetUtcNow(), fault);
        Log.Ended(logger, report.Path, report.Tally.Imported, report.Tally.Known, report.Tally.Refused);
    }

    private static partial class Log
    {
        [LoggerMessage(6211, LogLevel.Error, "The import from {Path} broke off. Begun again it passes over what is here already.")]
        public static partial void Failed(ILogger logger, Exception fault, string path);

        [LoggerMessage(6212, LogLevel.Information, "The import from {Path} is over: {Imported} imported, {Known} were here already, {Refused} refused.")]
        public static partial void Ended(ILogger logger, string path, long imported, long known, long refused);
    }
}
