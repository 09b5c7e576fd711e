using MediaNode.Catalog;
using MediaNode.Volumes;
using MediaNode.Watch;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Watch;

public sealed class ForecastTests
{
    private static readonly VolumeSpace _space = new(100_000, 50_000, 50_000)
    {
        Inodes = 1000,
        FreeInodes = 900,
        Marks = new VolumeMarks(default, default, default, new VolumeMark(10_000, 100)),
    };

    [Fact]
    public void The_line_through_the_readings_leads_to_the_mark_where_nothing_is_written_any_more() =>
        Forecast.Of(Samples(48, hour => 70_000 - (400 * hour) + (hour % 2 == 0 ? 5 : -5)))!.Value.DaysToFull(_space).ShouldBe(4.2);

    [Fact]
    public void Inodes_count_where_they_are_used_up_sooner() =>
        Forecast.Of(Samples(48, hour => 70_000 - (400 * hour), hour => 1000 - (20 * hour)))!.Value.DaysToFull(_space).ShouldBe(1.7);

    [Fact]
    public void What_does_not_fill_has_no_day()
    {
        Forecast.Of(Samples(48, _ => 50_000))!.Value.DaysToFull(_space).ShouldBeNull();
        Forecast.Of(Samples(48, hour => 50_000 + hour))!.Value.DaysToFull(_space).ShouldBeNull();
        Forecast.Of(Samples(48, hour => 50_000 - (hour / 24)))!.Value.DaysToFull(_space).ShouldBeNull("in a hundred years");
    }

    [Fact]
    public void Few_readings_tell_nothing_and_those_of_another_size_are_left_out()
    {
        Forecast.Of([]).ShouldBeNull();
        Forecast.Of(Samples(5, hour => 1000 - hour)).ShouldBeNull();
        var enlarged = Samples(48, hour => 70_000 - (400 * hour)).Select((sample, at) => at < 40 ? sample with { Total = 50_000, Free = 5 } : sample).ToList();
        Forecast.Of(enlarged)!.Value.DaysToFull(_space).ShouldBe(4.2);
    }

    [Fact]
    public void What_is_full_is_full_in_no_days() =>
        Forecast.Of(Samples(48, hour => 70_000 - (400 * hour)))!.Value.DaysToFull(_space with { Free = 9_000 }).ShouldBe(0);

    [Fact]
    public void A_size_that_wavers_is_the_same_volume() =>
        // As ZFS has it, where other file systems take from the same disk.
        Forecast.Of([.. Samples(48, hour => 70_000 - (400 * hour)).Select((sample, at) => sample with { Total = 100_000 - (20 * at) })])!
            .Value.DaysToFull(_space).ShouldBe(4.2);

    private static List<VolumeSample> Samples(int hours, Func<int, long> free, Func<int, long>? freeInodes = null) =>
    [
        .. Enumerable.Range(0, hours).Select(hour => new VolumeSample(
            (long)TimeSpan.FromHours(hour).TotalMilliseconds, 100_000, free(hour), 1000, freeInodes?.Invoke(hour) ?? 900)),
    ];
}
