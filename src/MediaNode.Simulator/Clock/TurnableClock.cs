namespace MediaNode.Simulator.Clock;

/// <summary>A clock that goes as the machine's does and can be turned ahead; timers that come due by the turn fire at once.</summary>
/// <remarks>
/// Timestamps, by which durations are measured, stay the machine's: a turn does not make anything take longer. The turn is on disk before
/// it takes effect, so that a crash never sets the clock back.
/// </remarks>
public sealed class TurnableClock : TimeProvider
{
    /// <summary>It never shows this or more: some years are left before time ends, at which no sum with the clock may arrive.</summary>
    internal static readonly DateTimeOffset Latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _turning = new();
    private readonly HashSet<TurnableTimer> _timers = [];
    private readonly ClockFile _file;
    private TimeSpan _ahead;

    internal TurnableClock(ClockFile file)
    {
        _file = file;
        _ahead = file.Read();
    }

    /// <summary>The machine's own clock: for deadlines on work that really takes its time.</summary>
    public static TimeProvider Machine => System;

    /// <summary>How far it is ahead of the machine's clock.</summary>
    public TimeSpan Ahead
    {
        get
        {
            lock (_turning)
            {
                return _ahead;
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;

    public override long GetTimestamp() => System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        return new TurnableTimer(this, callback, state, dueTime, period);
    }

    /// <summary>Turns the clock ahead.</summary>
    /// <param name="by">Not negative: time does not go back.</param>
    /// <returns>What it shows then.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or the clock would show more than it can.</exception>
    /// <exception cref="IOException">The turn cannot be written; the clock was not turned.</exception>
    public DateTimeOffset Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TurnableTimer[] timers;
        lock (_turning)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(by, Latest - System.GetUtcNow() - _ahead);
            _file.Write(_ahead + by);
            _ahead += by;
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Turned();
        }

        return GetUtcNow();
    }

    internal void Add(TurnableTimer timer)
    {
        lock (_turning)
        {
            _timers.Add(timer);
        }
    }

    internal void Remove(TurnableTimer timer)
    {
        lock (_turning)
        {
            _timers.Remove(timer);
        }
    }
}
