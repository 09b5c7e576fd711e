using System.Diagnostics.Metrics;
using System.Globalization;

namespace MediaNode.Telemetry;

/// <summary>How often a status was answered so far, and how long those answers took together.</summary>
internal readonly record struct StatusCount(string Status, long Count, TimeSpan Took);

/// <summary>How one method of one route was answered: by status, and how long it took.</summary>
internal sealed class RouteSeries(Histogram<double> instrument, string method, string route)
{
    private readonly Distribution _durations = Distribution.OfDurations(instrument, LabelsOf(method, route));

    // A route answers with a handful of statuses: a short chain is as quick as a table and knows every status exactly.
    private StatusCell? _statuses;

    public string Method => method;

    public string Route => route;

    public Label[] Labels => LabelsOf(method, route);

    public void Record(int status, TimeSpan took)
    {
        var cell = CellOf(status);
        Interlocked.Increment(ref cell.Count);
        Interlocked.Add(ref cell.Ticks, Math.Max(0, took.Ticks));
        _durations.Record(took);
    }

    public IEnumerable<Series> ReadDurations() => _durations.Read();

    public IEnumerable<StatusCount> ReadStatuses()
    {
        var counts = new List<StatusCount>();
        for (var cell = Volatile.Read(ref _statuses); cell is not null; cell = cell.Next)
        {
            counts.Add(new StatusCount(cell.Label, Interlocked.Read(ref cell.Count), TimeSpan.FromTicks(Interlocked.Read(ref cell.Ticks))));
        }

        return counts.OrderBy(count => count.Status, StringComparer.Ordinal);
    }

    private static Label[] LabelsOf(string method, string route) => [new Label("method", method), new Label("route", route)];

    private StatusCell CellOf(int status)
    {
        // HTTP knows three digits; whatever else a handler sets shares one cell, so that the chain stays short.
        var known = status is >= 100 and <= 599 ? status : 0;
        while (true)
        {
            var first = Volatile.Read(ref _statuses);
            for (var cell = first; cell is not null; cell = cell.Next)
            {
                if (cell.Status == known)
                {
                    return cell;
                }
            }

            var added = new StatusCell(known, first);
            if (Interlocked.CompareExchange(ref _statuses, added, first) == first)
            {
                return added;
            }
        }
    }

    private sealed class StatusCell(int status, StatusCell? next)
    {
        public long Count;
        public long Ticks;

        public int Status => status;

        public StatusCell? Next => next;

        public string Label { get; } = status == 0 ? "other" : status.ToString(CultureInfo.InvariantCulture);
    }
}
