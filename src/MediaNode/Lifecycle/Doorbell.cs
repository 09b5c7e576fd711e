namespace MediaNode.Lifecycle;

/// <summary>Wakes a stage when there is something for it to do. However often it rings meanwhile, it is heard once.</summary>
/// <remarks>
/// A ring is never lost: one that comes while nobody waits is kept for whoever waits next. One that comes while another is being heard
/// is heard with it, so whoever wakes looks for work after it has woken, and whoever rings rings after the work can be found.
/// </remarks>
internal sealed class Doorbell
{
    private TaskCompletionSource _bell = New();

    public void Ring() => Volatile.Read(ref _bell).TrySetResult();

    /// <summary>Completes when it rings, or has rung since it was last heard, or when the time is up.</summary>
    /// <param name="atMost">How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="clock">By which.</param>
    /// <param name="cancellationToken">Ends the waiting. What rings from then on is kept.</param>
    /// <exception cref="OperationCanceledException">The token said so.</exception>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        var bell = Volatile.Read(ref _bell);
        try
        {
            await bell.Task.WaitAsync(atMost, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        Interlocked.CompareExchange(ref _bell, New(), bell);
    }

    // Whoever rings must not run what the stage does next.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
