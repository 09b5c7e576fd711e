using MediaNode.Business;

namespace MediaNode.Webhooks;

/// <summary>How fast batches of new events are made, by how the receiver answers.</summary>
/// <remarks>
/// A receiver that answers is up, whatever it says: what it refuses concerns one batch. While it is silent, or very much waits to be sent
/// again, new batches are made one at a time and a while apart. The while grows once there are many: disk and receiver are to be spared.
/// </remarks>
internal sealed class WebhookPace(TimeProvider clock)
{
    /// <summary>Open batches up to which a receiver that answers gets new ones as fast as it takes them.</summary>
    public const int MostOpen = 1000;

    /// <summary>Open batches up to which a silent receiver is tried with a new one at each step.</summary>
    public const int MostOpenInSilence = 64;

    private readonly Lock _counting = new();
    private long _answers;
    private bool _silent;
    private DateTimeOffset _next;
    private DateTimeOffset _silentSince;
    private DateTimeOffset _silentLast;

    /// <summary>As in the original: 3 s, 6 s, 9 s … 15 minutes.</summary>
    /// <param name="present">The step, and the most.</param>
    /// <param name="attempts">Those that failed; at least one.</param>
    public static TimeSpan Backoff(ApplicationSettings present, long attempts)
    {
        var wait = present.BackoffStep * attempts;
        return wait < present.BackoffCap ? wait : present.BackoffCap;
    }

    /// <summary>An attempt begins.</summary>
    /// <returns>What <see cref="Unanswered"/> is to be given, should it come to that.</returns>
    public long Begun() => Interlocked.Read(ref _answers);

    /// <summary>How many batches of new events may be made now.</summary>
    /// <param name="places">How many there are places for; at least one.</param>
    /// <param name="open">Batches that were made and not acknowledged.</param>
    public int MayMake(int places, long open)
    {
        lock (_counting)
        {
            return IsFree(open) ? places : clock.GetUtcNow() >= _next ? 1 : 0;
        }
    }

    /// <summary>One was made. When batches may not be made freely, the next is made a while later.</summary>
    public void Made(ApplicationSettings present, long open)
    {
        lock (_counting)
        {
            if (!IsFree(open))
            {
                _next = clock.GetUtcNow() + Backoff(present, Math.Max(1, open - (_silent ? MostOpenInSilence : MostOpen)));
            }
        }
    }

    /// <summary>Until when no batch of new events is made; null when nothing holds them back.</summary>
    public DateTimeOffset? PausedUntil(long open)
    {
        lock (_counting)
        {
            return !IsFree(open) && _next > clock.GetUtcNow() ? _next : null;
        }
    }

    /// <summary>The receiver said something, or is to be taken for one that will.</summary>
    /// <param name="ends">Whether the next need not be waited for: it acknowledged.</param>
    public void Answered(bool ends)
    {
        lock (_counting)
        {
            _answers++;
            _silent = false;
            _next = ends ? default : _next;
        }
    }

    /// <summary>An attempt ended without an answer. One that the receiver left out while it answered others says nothing about these.</summary>
    /// <param name="begun">What <see cref="Begun"/> gave.</param>
    /// <param name="present">The step.</param>
    /// <param name="gap">After so long between two attempts it is not known what the receiver did meanwhile.</param>
    /// <returns>Whether the receiver is silent from now on, and was not before.</returns>
    public bool Unanswered(long begun, ApplicationSettings present, TimeSpan gap)
    {
        lock (_counting)
        {
            if (_answers != begun)
            {
                return false;
            }

            var (now, before) = (clock.GetUtcNow(), _silent);
            _silentSince = before && now - _silentLast <= gap ? _silentSince : now;
            (_silent, _silentLast) = (true, now);
            _next = before ? _next : now + present.BackoffStep;
            return !before;
        }
    }

    /// <summary>How long the receiver has been asked and was silent each time; nothing when it was not asked for longer than the gap.</summary>
    public TimeSpan SilentFor(TimeSpan gap)
    {
        lock (_counting)
        {
            return _silent && clock.GetUtcNow() - _silentLast <= gap ? _silentLast - _silentSince : TimeSpan.Zero;
        }
    }

    private bool IsFree(long open) => !_silent && open < MostOpen;
}
