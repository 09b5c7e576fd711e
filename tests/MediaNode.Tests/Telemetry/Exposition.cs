using System.Buffers;
using System.Text;
using System.Text.Json;
using MediaNode.Telemetry;

namespace MediaNode.Tests.Telemetry;

/// <summary>Reads metrics the way clients do: as published text or JSON.</summary>
internal static class Exposition
{
    public static string Text(params IEnumerable<MetricFamily> families)
    {
        var output = new ArrayBufferWriter<byte>();
        PrometheusText.Write(output, families, "node-1");
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string[] Lines(this NodeMetrics metrics) => Text(metrics.Families).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The lines that carry values of one metric.</summary>
    public static string[] Lines(this NodeMetrics metrics, string name) =>
        [.. metrics.Lines().Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is '{' or ' ')];

    public static string MetricsJsonOf(params IEnumerable<MetricFamily> families)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricsJson.WriteMetrics(output, families, "node-1");
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string StatsJsonOf(string part, params IEnumerable<MetricFamily> families)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricsJson.WriteStats(output, part, families);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;
}
