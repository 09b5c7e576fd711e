using System.Diagnostics.Metrics;
using MediaNode.Telemetry;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Telemetry;

public sealed class DistributionTests : IDisposable
{
    private readonly Meter _meter = new("test");

    [Fact]
    public void Buckets_hold_all_that_is_below_them_and_a_bound_belongs_to_its_own_bucket()
    {
        var distribution = new Distribution(_meter.CreateHistogram<double>("d"), 10, [10, 20, 40]);
        foreach (var value in new long[] { 0, 10, 11, 20, 40, 41, 1000 })
        {
            distribution.Record(value);
        }

        Exposition.Text(new MetricFamily("d", "Test.", MetricKind.Histogram, distribution.Read)).ShouldBe(
            """
            # HELP d Test.
            # TYPE d histogram
            d_bucket{le="1"} 2
            d_bucket{le="2"} 4
            d_bucket{le="4"} 5
            d_bucket{le="+Inf"} 7
            d_sum 112.2
            d_count 7

            """);
    }

    [Fact]
    public void Durations_are_published_in_seconds()
    {
        var distribution = Distribution.OfDurations(_meter.CreateHistogram<double>("d"), new Label("route", "/x"));

        distribution.Record(TimeSpan.FromMilliseconds(1.5));

        var series = distribution.Read().ToList();
        series.Single(value => value.Suffix == "_sum").Value.ShouldBe(0.0015);
        series.First(value => value.Value > 0).Labels.ShouldBe([new Label("route", "/x"), new Label("le", "0.0025")]);
    }

    [Fact]
    public void A_clock_that_was_turned_back_does_not_make_a_sum_fall()
    {
        var distribution = Distribution.OfDurations(_meter.CreateHistogram<double>("d"));
        distribution.Record(TimeSpan.FromSeconds(3));

        distribution.Record(TimeSpan.FromSeconds(-2));

        distribution.Read().Single(value => value.Suffix == "_sum").Value.ShouldBe(3);
        distribution.Read().Single(value => value.Suffix == "_count").Value.ShouldBe(2);
    }

    public void Dispose() => _meter.Dispose();
}
