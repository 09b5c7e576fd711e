namespace MediaNode.Telemetry;

/// <summary>Counts what came of making renditions, by kind and result.</summary>
internal sealed class RenditionCounts
{
    private static readonly string[] _kinds = ["image", "sticker", "audio", "voice", "video", "document"];

    // In the order of RenditionResult.
    private static readonly string[] _results = ["as_is", "mended", "refused", "failed"];

    private readonly long[] _counts = new long[_kinds.Length * _results.Length];
    private readonly long[] _elapsed = new long[_kinds.Length];

    public void Record(string kind, RenditionResult result, TimeSpan elapsed)
    {
        var at = Array.IndexOf(_kinds, kind);
        ArgumentOutOfRangeException.ThrowIfNegative(at, nameof(kind));
        Interlocked.Increment(ref _counts[(at * _results.Length) + (int)result]);
        Interlocked.Add(ref _elapsed[at], elapsed.Ticks);
    }

    public IEnumerable<Series> ReadCounts() =>
        from kind in Enumerable.Range(0, _kinds.Length)
        from result in Enumerable.Range(0, _results.Length)
        select new Series(
            [new Label("kind", _kinds[kind]), new Label("result", _results[result])],
            Interlocked.Read(ref _counts[(kind * _results.Length) + result]));

    public IEnumerable<Series> ReadElapsed() => _kinds.Select((kind, at) =>
        new Series([new Label("kind", kind)], TimeSpan.FromTicks(Interlocked.Read(ref _elapsed[at])).TotalSeconds));
}
