using System.Buffers;
using System.Text.Json;
using MediaNode.Wire;

namespace MediaNode.Telemetry;

/// <summary>Writes metrics in the JSON forms of the original.</summary>
internal static class MetricsJson
{
    /// <summary>The form of <c>/v1/metrics</c>.</summary>
    /// <remarks>Every value names the node, also ours: clients of the original read that label without asking for it.</remarks>
    public static void WriteMetrics(IBufferWriter<byte> output, IEnumerable<MetricFamily> families, string node)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteFamilies(json, "metrics", families, new Label("node", node));
        WireMeta.Write(json);
        json.WriteEndObject();
    }

    /// <summary>The form of <c>/v1/stats/app</c> and <c>/v1/stats/db</c>, where a value without labels has no such key.</summary>
    public static void WriteStats(IBufferWriter<byte> output, string part, IEnumerable<MetricFamily> families)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartObject("stats");
        WriteFamilies(json, part, families, node: null);
        json.WriteEndObject();
        WireMeta.Write(json);
        json.WriteEndObject();
    }

    private static void WriteFamilies(Utf8JsonWriter json, string name, IEnumerable<MetricFamily> families, Label? node)
    {
        json.WriteStartObject(name);
        foreach (var family in families)
        {
            WriteFamily(json, family, node);
        }

        json.WriteEndObject();
    }

    private static void WriteFamily(Utf8JsonWriter json, MetricFamily family, Label? node)
    {
        // JSON has no word for a value that is not a number or has no end.
        var values = family.Read().Where(series => double.IsFinite(series.Value)).ToLookup(series => series.Suffix);

        // The original knows no histograms: it publishes a sum and a count as two counters, and so do we.
        string[] suffixes = family.Kind == MetricKind.Histogram ? ["_bucket", "_sum", "_count"] : [""];
        foreach (var suffix in suffixes)
        {
            json.WriteStartObject(family.Name + suffix);
            json.WriteString("type", family.Kind == MetricKind.Gauge ? "gauge" : "counter");
            json.WriteString("help", family.Help);
            json.WriteStartArray("data");
            foreach (var series in values[suffix])
            {
                WriteSeries(json, node is { } label ? [label, .. series.Labels] : series.Labels, series.Value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteSeries(Utf8JsonWriter json, Label[] labels, double value)
    {
        json.WriteStartObject();
        if (labels.Length > 0)
        {
            json.WriteStartObject("labels");
            foreach (var label in labels)
            {
                json.WriteString(label.Name, label.Value);
            }

            json.WriteEndObject();
        }

        json.WriteNumber("value", value);
        json.WriteEndObject();
    }
}
