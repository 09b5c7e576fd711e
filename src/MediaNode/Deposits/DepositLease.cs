using MediaNode.Catalog;
using Microsoft.Data.Sqlite;

namespace MediaNode.Deposits;

/// <summary>Keeps the lease on a deposit while it is uploaded, and stops the upload when the lease is lost.</summary>
internal sealed class DepositLease : IAsyncDisposable
{
    /// <summary>Long enough for a busy disk, short enough that after a crash nobody waits long.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    private readonly DepositCatalog _deposits;
    private readonly Deposit _deposit;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _work;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _keeping;

    public DepositLease(DepositCatalog deposits, Deposit deposit, TimeProvider clock, CancellationToken stopping)
    {
        (_deposits, _deposit, _clock) = (deposits, deposit, clock);
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
        using var timer = new PeriodicTimer(Length / 3, _clock);
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
            return await _deposits.ProlongAsync(_deposit, Length);
        }
        catch (SqliteException)
        {
            // A full disk, say. Two more tries before the lease ends; and should another take it, our row is not written.
            return true;
        }
    }
}
