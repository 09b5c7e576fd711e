namespace MediaNode.Simulator.Exchange;

/// <summary>Wakes whoever waits for something to happen. It carries nothing: what happened is in the store, so that a missed ring loses only time.</summary>
internal sealed class Bell
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes at the next ring. Take it before looking into the store, or a ring in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Ring() =>
        Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}

/// <summary>The bells of the simulator, by what has happened.</summary>
internal sealed class Bells
{
    /// <summary>An event was written for a node.</summary>
    public Bell Events { get; } = new();

    /// <summary>A receipt wants to go to a node.</summary>
    public Bell Receipts { get; } = new();

    /// <summary>A media wants to be downloaded.</summary>
    public Bell Downloads { get; } = new();

    /// <summary>A download came to an end, or to a stop.</summary>
    public Bell Settled { get; } = new();
}

/// <summary>Waits for a ring, but not for ever.</summary>
internal static class Waiting
{
    // Timers take at most some 49 days; whoever wakes early looks again and waits again.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(30);

    /// <param name="ring">The ring that is waited for.</param>
    /// <param name="most">How long by <paramref name="clock"/>; null for as long as it takes.</param>
    /// <param name="clock">The simulator's clock or the machine's.</param>
    /// <param name="cancellationToken">Ends the waiting with an exception.</param>
    public static async Task OrAsync(this Task ring, TimeSpan? most, TimeProvider clock, CancellationToken cancellationToken)
    {
        var wait = most is { } time && time < _longest ? time : _longest;
        try
        {
            await ring.WaitAsync(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The time is up, which the caller sees by its clock.
        }
    }
}
