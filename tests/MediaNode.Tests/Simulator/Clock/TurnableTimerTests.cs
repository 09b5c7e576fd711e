using System.Threading.Channels;
using MediaNode.Simulator.Clock;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Clock;

public sealed class TurnableTimerTests : IDisposable
{
    private static readonly TimeSpan _day = TimeSpan.FromDays(1);
    private static readonly TimeSpan _never = Timeout.InfiniteTimeSpan;

    private readonly TempDirectory _directory = new();
    private readonly Channel<string> _fired = Channel.CreateUnbounded<string>();
    private readonly TurnableClock _clock;

    public TurnableTimerTests() => _clock = TurnableClockTests.ClockIn(_directory);

    [Fact]
    public async Task A_timer_fires_once_when_the_clock_is_turned_past_it()
    {
        await using var timer = Timer("one", _day, _never);
        _clock.Advance(TimeSpan.FromHours(23));
        await NothingFiredAsync();

        _clock.Advance(TimeSpan.FromHours(1));

        (await NextAsync()).ShouldBe("one");
        _clock.Advance(_day * 10);
        await NothingFiredAsync();
    }

    [Fact]
    public async Task A_timer_that_is_due_soon_fires_without_a_turn()
    {
        await using var timer = Timer("soon", TimeSpan.FromMilliseconds(20), _never);
        await using var now = Timer("now", TimeSpan.Zero, _never);

        (await NextAsync()).ShouldBe("now");
        (await NextAsync()).ShouldBe("soon");
    }

    [Fact]
    public async Task A_turn_past_several_timers_fires_each()
    {
        var timers = Enumerable.Range(1, 5).Select(days => Timer(days.ToString(), _day * days, _never)).ToList();

        _clock.Advance(_day * 4);

        var fired = new List<string> { await NextAsync(), await NextAsync(), await NextAsync(), await NextAsync() };
        fired.Order().ShouldBe(["1", "2", "3", "4"]);
        await NothingFiredAsync();
        timers.ForEach(timer => timer.Dispose());
    }

    [Fact]
    public async Task A_period_ticks_once_for_each_turn_and_goes_on()
    {
        await using var timer = Timer("tick", _day, _day);

        _clock.Advance(_day * 3);
        (await NextAsync()).ShouldBe("tick");
        await NothingFiredAsync();
        _clock.Advance(_day);

        (await NextAsync()).ShouldBe("tick");
    }

    [Fact]
    public async Task A_timer_waits_longer_than_the_machine_s_timers_can()
    {
        await using var timer = Timer("late", _day * 400, _never);
        _clock.Advance(_day * 399);
        await NothingFiredAsync();

        _clock.Advance(_day);

        (await NextAsync()).ShouldBe("late");
    }

    [Fact]
    public async Task A_change_puts_a_timer_off_or_forward_or_stops_it()
    {
        await using var timer = Timer("changed", _day, _never);
        timer.Change(_day * 2, _never).ShouldBeTrue();
        _clock.Advance(_day);
        await NothingFiredAsync();
        timer.Change(_never, _never).ShouldBeTrue();
        _clock.Advance(_day * 10);
        await NothingFiredAsync();

        timer.Change(TimeSpan.FromHours(1), _never).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromHours(1));

        (await NextAsync()).ShouldBe("changed");
    }

    [Fact]
    public async Task A_disposed_timer_fires_no_more_and_takes_no_change()
    {
        var timer = Timer("disposed", _day, _day);
        await timer.DisposeAsync();

        _clock.Advance(_day * 2);

        await NothingFiredAsync();
        timer.Change(_day, _day).ShouldBeFalse();
        timer.Dispose();
    }

    [Fact]
    public async Task A_callback_may_change_and_dispose_its_own_timer()
    {
        ITimer? timer = null;
        var ready = new TaskCompletionSource();
        timer = _clock.CreateTimer(
            _ =>
            {
                ready.Task.Wait();
                timer!.Change(_day, _never);
                timer.Dispose();
                _fired.Writer.TryWrite("done");
            },
            null, _day, _never);
        ready.SetResult();

        _clock.Advance(_day);

        (await NextAsync()).ShouldBe("done");
    }

    [Fact]
    public async Task Delays_periods_and_deadlines_follow_the_clock()
    {
        var delay = Task.Delay(_day, _clock);
        using var period = new PeriodicTimer(_day, _clock);
        var tick = period.WaitForNextTickAsync().AsTask();
        using var deadline = new CancellationTokenSource(_day, _clock);
        var cancelled = new TaskCompletionSource();
        deadline.Token.Register(cancelled.SetResult);
        delay.IsCompleted.ShouldBeFalse();

        _clock.Advance(_day);

        await delay.WaitAsync(TimeSpan.FromSeconds(20));
        (await tick.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBeTrue();
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public void Dispose() => _directory.Dispose();

    private ITimer Timer(string name, TimeSpan due, TimeSpan period) => _clock.CreateTimer(state => _fired.Writer.TryWrite((string)state!), name, due, period);

    private async Task<string> NextAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _fired.Reader.ReadAsync(deadline.Token);
    }

    /// <summary>Callbacks are queued in turn: one that was due would stand before this one.</summary>
    private async Task NothingFiredAsync()
    {
        await using var after = Timer("after", TimeSpan.Zero, _never);
        (await NextAsync()).ShouldBe("after");
    }
}
