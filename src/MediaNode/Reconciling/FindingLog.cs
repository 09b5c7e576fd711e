using MediaNode.Catalog;
using MediaNode.Telemetry;

namespace MediaNode.Reconciling;

/// <summary>Tells the operator what was found: counted, and what is wrong with media by name in the log.</summary>
internal sealed partial class FindingLog(NodeMetrics metrics, ILogger<FindingLog> logger)
{
    public void Tell(Pass pass, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            metrics.Found(finding.Kind.Name);
            if (finding.Kind is FindingKind.Damaged or FindingKind.Unreadable or FindingKind.Rendition or FindingKind.Missing)
            {
                Log.Found(logger, finding.Kind.Name, finding.Subject, finding.What);
            }
        }
    }

    public void Ended(Pass pass, Exception? fault)
    {
        if (fault is null)
        {
            Log.Ended(logger, pass.Kind, pass.Looked, pass.Bytes);
        }
        else
        {
            Log.Failed(logger, fault, pass.Kind);
        }
    }

    public void BrokenOff(Pass pass, string why) => Log.BrokenOff(logger, pass.Kind, why);

    private static partial class Log
    {
        [LoggerMessage(6201, LogLevel.Warning, "Found {Kind}: {Subject}. {What}")]
        public static partial void Found(ILogger logger, string kind, string subject, string what);

        [LoggerMessage(6202, LogLevel.Information, "A pass is over ({Kind}): {Looked} looked at, {Bytes} bytes read. GET /api/reconcile tells what was found.")]
        public static partial void Ended(ILogger logger, PassKind kind, long looked, long bytes);

        [LoggerMessage(6203, LogLevel.Error, "A pass broke off ({Kind}).")]
        public static partial void Failed(ILogger logger, Exception fault, PassKind kind);

        [LoggerMessage(6204, LogLevel.Error, "A pass broke off ({Kind}). {Why}")]
        public static partial void BrokenOff(ILogger logger, PassKind kind, string why);
    }
}
