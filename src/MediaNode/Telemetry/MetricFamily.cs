using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;

namespace MediaNode.Telemetry;

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

internal readonly record struct Label(string Name, string Value)
{
    public KeyValuePair<string, object?> ToTag() => new(Name, Value);
}

/// <summary>One value of a family, at the moment it was read.</summary>
/// <param name="Labels">What tells this value from the others of its family.</param>
/// <param name="Value">The value. Values that are not a number are not published.</param>
/// <param name="Suffix">What a histogram adds to its family's name: <c>_bucket</c>, <c>_sum</c> or <c>_count</c>.</param>
internal sealed record Series(Label[] Labels, double Value, string Suffix = "");

/// <summary>A metric as it is published: its name, what it means, and how to read its values now.</summary>
/// <param name="Name">The name, the same in every form.</param>
/// <param name="Help">One sentence for the operator.</param>
/// <param name="Kind">Counters only climb, except when the process starts anew.</param>
/// <param name="Read">Reads the values. It runs once for each scrape, so it may allocate.</param>
/// <param name="PerNode">Whether the text form also names the node, as the original does for its own metrics.</param>
internal sealed partial record MetricFamily(string Name, string Help, MetricKind Kind, Func<IEnumerable<Series>> Read, bool PerNode = false)
{
    private static readonly Label[] _noLabels = [];

    /// <summary>Whether the metric is about what is kept rather than about the process. The name says so.</summary>
    public bool IsStorage => Name.StartsWith("medianode_volume_", StringComparison.Ordinal)
        || Name.StartsWith("medianode_catalogue_", StringComparison.Ordinal)
        || Name.StartsWith("db_", StringComparison.Ordinal);

    public static MetricFamily Counter(string name, string help, Func<double> read) =>
        new(name, help, MetricKind.Counter, () => [new Series(_noLabels, read())]);

    public static MetricFamily Gauge(string name, string help, Func<double> read) =>
        new(name, help, MetricKind.Gauge, () => [new Series(_noLabels, read())]);

    /// <summary>One counter for each result of an act, in slots that stand in the order of the results.</summary>
    public static MetricFamily Results(string name, string help, string[] results, long[] slots) =>
        new(name, help, MetricKind.Counter, () => results.Select((result, slot) =>
            new Series([new Label("result", result)], Interlocked.Read(ref slots[slot]))));

    public void RefuseBadName()
    {
        if (!NameForm().IsMatch(Name))
        {
            throw new ArgumentException($"Prometheus allows letters, digits, '_' and ':' in a name, not {Name}.", nameof(Name));
        }
    }

    /// <summary>Lets listeners of the meter read the same values.</summary>
    /// <remarks>Not histograms: no instrument can be asked for buckets, so <see cref="Distribution"/> pushes their values.</remarks>
    public void PublishOn(Meter meter)
    {
        if (Kind == MetricKind.Counter)
        {
            meter.CreateObservableCounter(Name, Measure, unit: null, Help);
        }
        else if (Kind == MetricKind.Gauge)
        {
            meter.CreateObservableGauge(Name, Measure, unit: null, Help);
        }
    }

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex NameForm();

    private IEnumerable<Measurement<double>> Measure() =>
        from series in Read()
        where !double.IsNaN(series.Value)
        select new Measurement<double>(series.Value, series.Labels.Select(label => label.ToTag()));
}
