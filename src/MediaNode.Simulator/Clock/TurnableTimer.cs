namespace MediaNode.Simulator.Clock;

/// <summary>A timer of a <see cref="TurnableClock"/>: due at a time that the clock shows, however it got there.</summary>
internal sealed class TurnableTimer : ITimer
{
    private static readonly TimeSpan _never = Timeout.InfiniteTimeSpan;

    // The machine's timers take at most some 49 days; a longer wait is taken in parts.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(30);

    private readonly Lock _changing = new();
    private readonly TurnableClock _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ITimer _timer;
    private DateTimeOffset? _due;
    private TimeSpan _period;
    private bool _disposed;

    public TurnableTimer(TurnableClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        (_clock, _callback, _state) = (clock, callback, state);
        _timer = TurnableClock.Machine.CreateTimer(_ => Look(), null, _never, _never);
        clock.Add(this);
        Change(dueTime, period);
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_changing)
        {
            if (_disposed)
            {
                return false;
            }

            _due = dueTime == _never ? null : _clock.GetUtcNow() + dueTime;
            _period = period;
            Arm();
            return true;
        }
    }

    /// <summary>The clock was turned: the timer may be due.</summary>
    public void Turned() => Look();

    public void Dispose()
    {
        lock (_changing)
        {
            _disposed = true;
            _due = null;
        }

        _clock.Remove(this);
        _timer.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Look()
    {
        lock (_changing)
        {
            if (_disposed || _due is not { } due)
            {
                return;
            }

            var now = _clock.GetUtcNow();
            if (due > now)
            {
                Arm();
                return;
            }

            // A turn past many periods is one tick, as it is for a machine that slept.
            _due = _period > TimeSpan.Zero ? now + _period : null;
            Arm();
        }

        ThreadPool.UnsafeQueueUserWorkItem(static timer => timer._callback(timer._state), this, preferLocal: false);
    }

    private void Arm()
    {
        if (_due is not { } due)
        {
            _timer.Change(_never, _never);
            return;
        }

        var wait = due - _clock.GetUtcNow();
        _timer.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait > _longest ? _longest : wait, _never);
    }
}
