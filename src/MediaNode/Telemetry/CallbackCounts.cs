namespace MediaNode.Telemetry;

/// <summary>Counts attempts to tell the receiver of webhooks, by what came of them and by what they told.</summary>
internal sealed class CallbackCounts
{
    private static readonly string[] _types = ["statuses", "messages", "errors", "services", "media_items"];

    // In the order of CallbackResult.
    private static readonly string[] _results = ["ok", "refused", "failed"];

    private readonly long[] _counts = new long[_types.Length * _results.Length];
    private readonly long[] _elapsed = new long[_types.Length * _results.Length];

    public void Record(string type, CallbackResult result, TimeSpan elapsed)
    {
        var at = Array.IndexOf(_types, type);
        ArgumentOutOfRangeException.ThrowIfNegative(at, nameof(type));
        var slot = (at * _results.Length) + (int)result;
        Interlocked.Increment(ref _counts[slot]);
        Interlocked.Add(ref _elapsed[slot], Math.Max(0, elapsed.Ticks));
    }

    public IEnumerable<Series> ReadCounts() => Read(slot => Interlocked.Read(ref _counts[slot]));

    public IEnumerable<Series> ReadMilliseconds() => Read(slot => TimeSpan.FromTicks(Interlocked.Read(ref _elapsed[slot])).TotalMilliseconds);

    private static IEnumerable<Series> Read(Func<int, double> read) =>
        from type in Enumerable.Range(0, _types.Length)
        from result in Enumerable.Range(0, _results.Length)
        select new Series([new Label("result", _results[result]), new Label("type", _types[type])], read((type * _results.Length) + result));
}
