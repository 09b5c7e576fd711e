using System.Diagnostics.Metrics;

namespace MediaNode.Telemetry;

/// <summary>Counts values into fixed buckets. Recording takes no lock and allocates nothing.</summary>
/// <remarks>
/// Values are whole numbers of a small unit (ticks, files), so that sums stay exact under concurrent additions.
/// The listener's instrument gets the same values, but only while somebody listens: it cannot read buckets, only values.
/// </remarks>
internal sealed class Distribution(Histogram<double> instrument, double unit, long[] bounds, params Label[] labels)
{
    // Half a millisecond is a small file on memory; five minutes is the longest upload a patient client sends.
    private static readonly double[] _durationSeconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30, 300];

    private static readonly long[] _durationBounds = [.. _durationSeconds.Select(seconds => TimeSpan.FromSeconds(seconds).Ticks)];

    // Batches double: the question is whether one sync carries one file, a handful or hundreds.
    private static readonly long[] _batchBounds = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    private readonly long[] _counts = new long[bounds.Length + 1];
    private readonly KeyValuePair<string, object?>[] _tags = [.. labels.Select(label => label.ToTag())];
    private long _sum;

    public static Distribution OfDurations(Histogram<double> instrument, params Label[] labels) =>
        new(instrument, TimeSpan.TicksPerSecond, _durationBounds, labels);

    public static Distribution OfBatches(Histogram<double> instrument) => new(instrument, 1, _batchBounds);

    public void Record(TimeSpan took) => Record(took.Ticks);

    public void Record(long value)
    {
        // A clock that was turned back must not make a sum fall.
        value = Math.Max(0, value);
        var bucket = 0;
        while (bucket < bounds.Length && value > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _sum, value);
        if (instrument.Enabled)
        {
            instrument.Record(value / unit, _tags);
        }
    }

    /// <summary>The buckets, each with all below it, then the sum and the count.</summary>
    /// <remarks>The count is that of the last bucket, so that a reading taken between two additions still agrees with itself.</remarks>
    public IEnumerable<Series> Read()
    {
        var count = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            count += Interlocked.Read(ref _counts[bucket]);
            var bound = bucket < bounds.Length ? bounds[bucket] / unit : double.PositiveInfinity;
            yield return new Series([.. labels, new Label("le", PrometheusText.Number(bound))], count, "_bucket");
        }

        yield return new Series(labels, Interlocked.Read(ref _sum) / unit, "_sum");
        yield return new Series(labels, count, "_count");
    }
}
