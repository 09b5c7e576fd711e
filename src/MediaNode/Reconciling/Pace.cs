namespace MediaNode.Reconciling;

/// <summary>So many bytes a second and no more.</summary>
/// <param name="bytesPerSecond">Zero: as fast as it goes.</param>
/// <param name="machine">The machine's clock: the node's may be turned by days.</param>
internal sealed class Pace(long bytesPerSecond, TimeProvider machine)
{
    // Shorter waits cost more than they are worth; what was not waited for is waited for later.
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(5);

    private readonly long _begun = machine.GetTimestamp();
    private TimeSpan _free;

    /// <summary>Completes when these bytes are paid for.</summary>
    public Task SpendAsync(int bytes, CancellationToken stopping)
    {
        if (bytesPerSecond == 0)
        {
            return Task.CompletedTask;
        }

        var now = machine.GetElapsedTime(_begun);
        // What was not used is lost: after a rest it does not race.
        _free = (_free > now ? _free : now) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
        return _free - now < _shortest ? Task.CompletedTask : Task.Delay(_free - now, machine, stopping);
    }
}
