namespace MediaNode.Telemetry;

/// <summary>What became of a user's media.</summary>
internal enum InboundResult
{
    /// <summary>It is here.</summary>
    Downloaded,

    /// <summary>It is not, and may come when it is asked for again.</summary>
    Failed,

    /// <summary>It is not what its message tells of.</summary>
    Damaged,

    /// <summary>The scanner was against it.</summary>
    Refused,
}

/// <summary>Counts what became of users' media, by kind and result.</summary>
internal sealed class InboundCounts
{
    private static readonly string[] _kinds = ["image", "sticker", "audio", "voice", "video", "document"];

    // In the order of InboundResult.
    private static readonly string[] _results = ["downloaded", "failed", "damaged", "refused"];

    private readonly long[] _counts = new long[_kinds.Length * _results.Length];
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Record(string kind, InboundResult result, long bytes)
    {
        var at = Array.IndexOf(_kinds, kind);
        ArgumentOutOfRangeException.ThrowIfNegative(at, nameof(kind));
        Interlocked.Increment(ref _counts[(at * _results.Length) + (int)result]);
        Interlocked.Add(ref _bytes, bytes);
    }

    public IEnumerable<Series> ReadCounts() =>
        from kind in Enumerable.Range(0, _kinds.Length)
        from result in Enumerable.Range(0, _results.Length)
        select new Series(
            [new Label("kind", _kinds[kind]), new Label("result", _results[result])],
            Interlocked.Read(ref _counts[(kind * _results.Length) + result]));
}
