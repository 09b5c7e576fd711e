using System.Buffers;
using System.Globalization;
using System.Text;

namespace MediaNode.Telemetry;

/// <summary>Writes metrics in the text exposition format 0.0.4 of Prometheus.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes the families in the order given. Those that carry the node's name get it as their first label.</summary>
    public static void Write(IBufferWriter<byte> output, IEnumerable<MetricFamily> families, string node)
    {
        foreach (var family in families)
        {
            Put(output, $"# HELP {family.Name} {EscapeHelp(family.Help)}\n# TYPE {family.Name} {KindOf(family)}\n");
            foreach (var series in family.Read().Where(series => !double.IsNaN(series.Value)))
            {
                var labels = Labels(family.PerNode ? [new Label("node", node), .. series.Labels] : series.Labels);
                Put(output, $"{family.Name}{series.Suffix}{labels} {Number(series.Value)}\n");
            }
        }
    }

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string KindOf(MetricFamily family) => family.Kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        _ => "histogram",
    };

    private static string Labels(Label[] labels) => labels.Length == 0
        ? ""
        : $"{{{string.Join(',', labels.Select(label => $"{label.Name}=\"{EscapeLabel(label.Value)}\""))}}}";

    private static string EscapeHelp(string help) => help
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeLabel(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void Put(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
