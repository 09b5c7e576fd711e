using MediaNode.Simulator.Clock;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Clock;

public class TurnableClockTests
{
    [Fact]
    public void A_turn_moves_the_time_and_not_the_measure_of_durations()
    {
        using var directory = new TempDirectory();
        var clock = ClockIn(directory);
        var (before, stamp) = (clock.GetUtcNow(), clock.GetTimestamp());

        var shown = clock.Advance(TimeSpan.FromDays(15));

        (shown - before).ShouldBeInRange(TimeSpan.FromDays(15), TimeSpan.FromDays(15.01));
        clock.Ahead.ShouldBe(TimeSpan.FromDays(15));
        clock.GetElapsedTime(stamp).ShouldBeLessThan(TimeSpan.FromDays(1));
    }

    [Fact]
    public void Turns_add_up_and_survive_a_restart()
    {
        using var directory = new TempDirectory();
        var clock = ClockIn(directory);
        clock.Advance(TimeSpan.FromDays(15));
        clock.Advance(TimeSpan.FromHours(1));

        ClockIn(directory).Ahead.ShouldBe(TimeSpan.FromDays(15) + TimeSpan.FromHours(1));
    }

    [Fact]
    public void A_crash_while_the_turn_is_written_leaves_the_turn_before()
    {
        using var directory = new TempDirectory();
        ClockIn(directory).Advance(TimeSpan.FromDays(15));

        // What a process leaves that dies before the rename: the file aside, half written.
        File.WriteAllText(Path.Combine(directory.Path, "clock.new"), "12");

        var clock = ClockIn(directory);
        clock.Ahead.ShouldBe(TimeSpan.FromDays(15));
        clock.Advance(TimeSpan.FromDays(1));
        ClockIn(directory).Ahead.ShouldBe(TimeSpan.FromDays(16));
    }

    [Fact]
    public void A_turn_that_cannot_be_written_does_not_happen()
    {
        using var directory = new TempDirectory();
        var clock = new TurnableClock(new ClockFile(Path.Combine(directory.Path, "missing", "clock")));

        Should.Throw<DirectoryNotFoundException>(() => clock.Advance(TimeSpan.FromDays(1)));

        clock.Ahead.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void Time_goes_neither_back_nor_beyond_the_last_year()
    {
        using var directory = new TempDirectory();
        var clock = ClockIn(directory);

        Should.Throw<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
        Should.Throw<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromDays(365 * 9_000)));

        ClockIn(directory).Ahead.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task Turns_at_once_all_count()
    {
        using var directory = new TempDirectory();
        var clock = ClockIn(directory);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => clock.Advance(TimeSpan.FromHours(1)))));

        clock.Ahead.ShouldBe(TimeSpan.FromHours(20));
        ClockIn(directory).Ahead.ShouldBe(TimeSpan.FromHours(20));
    }

    internal static TurnableClock ClockIn(TempDirectory directory) => new(new ClockFile(Path.Combine(directory.Path, "clock")));
}
