using System.Text.RegularExpressions;
using MediaNode.Telemetry;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Telemetry;

public sealed partial class PrometheusTextTests
{
    private static readonly MetricFamily _doors = new("doors_total", "Doors, by colour.", MetricKind.Counter, () =>
    [
        new Series([new Label("colour", "red"), new Label("size", "1")], 3),
        new Series([new Label("colour", "blue"), new Label("size", "2")], 0.25),
    ]);

    [Fact]
    public void A_family_is_its_help_its_type_and_its_values()
    {
        Exposition.Text(_doors, MetricFamily.Gauge("depth", "How deep.", () => -7)).ShouldBe(
            """
            # HELP doors_total Doors, by colour.
            # TYPE doors_total counter
            doors_total{colour="red",size="1"} 3
            doors_total{colour="blue",size="2"} 0.25
            # HELP depth How deep.
            # TYPE depth gauge
            depth -7

            """);
    }

    [Fact]
    public void Backslashes_quotes_and_line_ends_are_escaped_in_labels_and_the_first_and_last_in_help()
    {
        var label = new Label("path", "C:\\x \"y\"\nz ü");
        var family = new MetricFamily("odd", "a\\b\nc\"d", MetricKind.Gauge, () => [new Series([label], 1)]);

        Exposition.Text(family).ShouldBe(
            "# HELP odd a\\\\b\\nc\"d\n# TYPE odd gauge\nodd{path=\"C:\\\\x \\\"y\\\"\\nz ü\"} 1\n");
    }

    [Fact]
    public void The_originals_metrics_carry_the_node_as_their_first_label()
    {
        var family = _doors with { PerNode = true };

        Exposition.Text(family).ShouldContain("doors_total{node=\"node-1\",colour=\"red\",size=\"1\"} 3\n");
    }

    [Fact]
    public void A_value_that_is_not_a_number_is_left_out()
    {
        Exposition.Text(MetricFamily.Gauge("unknown", "Not known here.", () => double.NaN)).ShouldBe(
            "# HELP unknown Not known here.\n# TYPE unknown gauge\n");
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(0.0005, "0.0005")]
    [InlineData(123456789012, "123456789012")]
    public void Numbers_read_as_prometheus_writes_them(double value, string text) => PrometheusText.Number(value).ShouldBe(text);

    [Fact]
    public void Everything_the_node_publishes_is_well_formed_and_no_series_comes_twice()
    {
        using var metrics = new NodeMetrics(new FakeTimeProvider());
        metrics.Request("GET", "/v1/media/{id}", 200, TimeSpan.FromMilliseconds(2));
        metrics.Request("GET", "/v1/media/{id:guid}", 200, TimeSpan.FromMilliseconds(3));
        metrics.Request("GET", "/v1/media/{name}\"\\\n", 404, TimeSpan.FromMilliseconds(3));
        metrics.UploadFinished(UploadOutcome.Stored, 10, TimeSpan.FromSeconds(1));

        var lines = metrics.Lines();

        lines.ShouldAllBe(line => WellFormed().IsMatch(line));
        var series = lines.Where(line => !line.StartsWith('#')).Select(line => line[..line.LastIndexOf(' ')]).ToList();
        series.ShouldBeUnique();
        series.Count.ShouldBeGreaterThan(100);
    }

    [GeneratedRegex("""
        ^(\#[ ]HELP[ ][a-z_]+[ ].+
        |\#[ ]TYPE[ ][a-z_]+[ ](counter|gauge|histogram)
        |[a-z_]+ (\{ ([a-z]+="([^"\\\n]|\\["\\n])*",?)+ \})? [ ](-?[0-9.E+-]+|\+Inf))$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex WellFormed();
}
