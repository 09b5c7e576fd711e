using MediaNode.Telemetry;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Telemetry;

public sealed class MetricsJsonTests
{
    private const string Meta = ""","meta":{"api_status":"stable","version":"v2.49.1"}}""";

    private static readonly MetricFamily _depth = MetricFamily.Gauge("depth", "How deep.", () => 3);

    [Fact]
    public void Metrics_have_the_originals_shape_and_every_value_names_its_node()
    {
        var requests = new MetricFamily("requests", "So many.", MetricKind.Counter, () => [new Series([new Label("result", "200")], 1.5)]);

        Exposition.MetricsJsonOf(_depth, requests).ShouldBe(
            """{"metrics":{"depth":{"type":"gauge","help":"How deep.","data":[{"labels":{"node":"node-1"},"value":3}]}"""
            + ""","requests":{"type":"counter","help":"So many.","data":[{"labels":{"node":"node-1","result":"200"},"value":1.5}]}}"""
            + Meta);
    }

    [Fact]
    public void Stats_stand_under_their_part_and_a_value_without_labels_has_no_such_key()
    {
        Exposition.StatsJsonOf("db", _depth).ShouldBe(
            """{"stats":{"db":{"depth":{"type":"gauge","help":"How deep.","data":[{"value":3}]}}}""" + Meta);
    }

    [Fact]
    public void A_histogram_is_told_as_counters_of_its_buckets_sum_and_count()
    {
        using var metrics = new NodeMetrics(new FakeTimeProvider());
        metrics.SyncBatch(3, TimeSpan.Zero);

        var all = Exposition.Parse(Exposition.MetricsJsonOf(metrics.Families)).GetProperty("metrics");

        all.TryGetProperty("medianode_volume_sync_files", out _).ShouldBeFalse();
        var buckets = all.GetProperty("medianode_volume_sync_files_bucket");
        buckets.GetProperty("type").GetString().ShouldBe("counter");
        var last = buckets.GetProperty("data").EnumerateArray().Last();
        last.GetProperty("labels").GetProperty("le").GetString().ShouldBe("+Inf");
        last.GetProperty("value").GetInt64().ShouldBe(1);
        all.GetProperty("medianode_volume_sync_files_sum").GetProperty("data")[0].GetProperty("value").GetInt64().ShouldBe(3);
        all.GetProperty("medianode_volume_sync_files_count").GetProperty("data")[0].GetProperty("value").GetInt64().ShouldBe(1);
    }

    [Fact]
    public void A_value_that_json_cannot_say_is_left_out()
    {
        var odd = new MetricFamily(
            "odd", "Odd.", MetricKind.Gauge, () => [new Series([], double.NaN), new Series([], double.PositiveInfinity)]);

        Exposition.StatsJsonOf("app", odd).ShouldBe("""{"stats":{"app":{"odd":{"type":"gauge","help":"Odd.","data":[]}}}""" + Meta);
    }
}
