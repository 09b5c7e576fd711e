using MediaNode.Lifecycle;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Lifecycle;

public sealed class DoorbellTests
{
    private static readonly TimeSpan _long = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _clock = new();
    private readonly Doorbell _bell = new();

    [Fact]
    public async Task A_ring_wakes_whoever_waits()
    {
        var waiting = WaitAsync(_long);
        waiting.IsCompleted.ShouldBeFalse();

        _bell.Ring();

        await waiting;
    }

    [Fact]
    public async Task Rings_while_nobody_waits_are_kept_and_heard_once()
    {
        _bell.Ring();
        _bell.Ring();

        await WaitAsync(_long);

        WaitAsync(_long).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_ring_the_waiting_ends_when_the_time_is_up()
    {
        var waiting = WaitAsync(TimeSpan.FromSeconds(5));
        _clock.Advance(TimeSpan.FromSeconds(4));
        waiting.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(1));

        await waiting;
    }

    [Fact]
    public async Task A_ring_after_the_time_was_up_is_heard_by_the_next_waiting()
    {
        var late = WaitAsync(TimeSpan.FromSeconds(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await late;

        _bell.Ring();

        await WaitAsync(_long);
    }

    [Fact]
    public async Task A_ring_after_the_waiting_was_called_off_is_kept()
    {
        using var off = new CancellationTokenSource();
        var waiting = _bell.WaitAsync(_long, _clock, off.Token);
        await off.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);

        _bell.Ring();

        await WaitAsync(_long);
    }

    [Fact]
    public async Task Work_that_is_put_down_before_the_ring_is_always_found()
    {
        const int Pieces = 20_000;
        var (put, found) = (0, 0);
        var worker = Task.Run(async () =>
        {
            while (found < Pieces)
            {
                await _bell.WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, TestContext.Current.CancellationToken);
                found = Volatile.Read(ref put);
            }
        }, TestContext.Current.CancellationToken);
        for (var piece = 0; piece < Pieces; piece++)
        {
            Interlocked.Increment(ref put);
            _bell.Ring();
        }

        await worker.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private Task WaitAsync(TimeSpan atMost) => _bell.WaitAsync(atMost, _clock, TestContext.Current.CancellationToken);
}
