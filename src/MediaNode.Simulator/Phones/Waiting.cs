namespace MediaNode.Simulator.Phones;

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
