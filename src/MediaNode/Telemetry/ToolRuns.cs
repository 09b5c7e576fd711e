namespace MediaNode.Telemetry;

/// <summary>Counts runs of tools, by tool and outcome. The tools are few and fixed; whatever else runs is <c>other</c>.</summary>
internal sealed class ToolRuns
{
    private static readonly string[] _tools = ["ffmpeg", "ffprobe", "vips", "vipsthumbnail", "pdftoppm", "other"];

    // In the order of ToolOutcome.
    private static readonly string[] _results = ["done", "failed", "timed_out", "limit_reached", "unavailable", "cancelled"];

    private readonly long[] _counts = new long[_tools.Length * _results.Length];
    private readonly long[] _elapsed = new long[_tools.Length];
    private readonly long[] _cpu = new long[_tools.Length];

    public void Record(string tool, ToolOutcome outcome, TimeSpan elapsed, TimeSpan cpu)
    {
        var at = Array.IndexOf(_tools, tool) is var found and >= 0 ? found : _tools.Length - 1;
        Interlocked.Increment(ref _counts[(at * _results.Length) + (int)outcome]);
        Interlocked.Add(ref _elapsed[at], elapsed.Ticks);
        Interlocked.Add(ref _cpu[at], cpu.Ticks);
    }

    public IEnumerable<Series> ReadCounts() =>
        from tool in Enumerable.Range(0, _tools.Length)
        from result in Enumerable.Range(0, _results.Length)
        select new Series(
            [new Label("tool", _tools[tool]), new Label("result", _results[result])],
            Interlocked.Read(ref _counts[(tool * _results.Length) + result]));

    public IEnumerable<Series> ReadElapsed() => Seconds(_elapsed);

    public IEnumerable<Series> ReadCpu() => Seconds(_cpu);

    private static IEnumerable<Series> Seconds(long[] ticks) => _tools.Select((tool, at) =>
        new Series([new Label("tool", tool)], TimeSpan.FromTicks(Interlocked.Read(ref ticks[at])).TotalSeconds));
}
