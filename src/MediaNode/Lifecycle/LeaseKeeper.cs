using Microsoft.Data.Sqlite;

namespace MediaNode.Lifecycle;

/// <summary>Keeps the lease on a row while work goes on, and stops the work when the lease is lost.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    /// <summary>Long enough for a busy disk, short enough that after a crash nobody waits long.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly Func<Task<bool>> _prolong;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _work;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _keeping;

    /// <param name="prolong">Asks for <see cref="Lease"/> more, and says whether it is still ours.</param>
    /// <param name="clock">The clock of the lease.</param>
    /// <param name="stopping">Stops the work as well.</param>
    public LeaseKeeper(Func<Task<bool>> prolong, TimeProvider clock, CancellationToken stopping)
    {
        (_prolong, _clock) = (prolong, clock);
        _work = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _keeping = KeepAsync();
    }

    /// <summary>Cancelled when the work is to stop: the lease is lost, the media deleted, or the node stops.</summary>
    public CancellationToken Token => _work.Token;

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _keeping;
        _done.Dispose();
        _work.Dispose();
    }

    private async Task KeepAsync()
    {
        using var timer = new PeriodicTimer(Lease / 3, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_done.Token))
            {
                if (!await StillOursAsync())
                {
                    await _work.CancelAsync();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Done.
        }
    }

    private async Task<bool> StillOursAsync()
    {
        try
        {
            return await _prolong();
        }
        catch (SqliteException)
        {
            // A full disk, say. Two more tries before the lease ends; and should another take it, our row is not written.
            return true;
        }
    }
}
