using System.Collections.Concurrent;

namespace MediaNode.Telemetry;

/// <summary>Counts what passes over what is stored found.</summary>
internal sealed class FindingCounts
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Record(string finding) => _counts.AddOrUpdate(finding, 1, (_, count) => count + 1);

    public void Read(long bytes) => Interlocked.Add(ref _bytes, bytes);

    public IEnumerable<Series> ReadCounts() =>
        _counts.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => new Series([new Label("finding", row.Key)], row.Value));
}
