using System.Collections.Concurrent;

namespace MediaNode.Telemetry;

/// <summary>Counts what was refused because its content is in quarantine.</summary>
internal sealed class QuarantineCounts
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Record(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);

    public IEnumerable<Series> ReadCounts() =>
        _counts.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => new Series([new Label("what", row.Key)], row.Value));
}
