namespace MediaNode.Lifecycle;

/// <summary>Wakes whoever looks after due rows. Rung while nobody waits, it is heard by the next who does; rung often, it is heard once.</summary>
internal sealed class Doorbell
{
    private readonly Lock _ringing = new();
    private TaskCompletionSource _rung = New();

    public void Ring()
    {
        lock (_ringing)
        {
            _rung.TrySetResult();
        }
    }

    /// <summary>Waits until it rings, or for some time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellationToken)
    {
        Task rung;
        lock (_ringing)
        {
            rung = _rung.Task;
        }

        try
        {
            await rung.WaitAsync(atMost, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return;
        }

        lock (_ringing)
        {
            if (ReferenceEquals(_rung.Task, rung))
            {
                _rung = New();
            }
        }
    }

    // Not in the thread of whoever rings: that one has a request to answer.
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
