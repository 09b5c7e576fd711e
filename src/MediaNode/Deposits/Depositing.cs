using MediaNode.Catalog;

namespace MediaNode.Deposits;

/// <summary>A deposit under way in this process, shared by all who ask for it.</summary>
internal sealed class Depositing(MediaId media, Func<Depositing, Task<DepositOutcome>> run, CancellationToken stopping) : IDisposable
{
    private readonly Lock _starting = new();
    private CancellationTokenSource? _ended; // Of the one that is begun: of several that are made at once the others are dropped.
    private Task<DepositOutcome>? _task;

    public MediaId Media => media;

    /// <summary>Cancelled when the media is deleted, or the node stops.</summary>
    public CancellationToken Token => _ended!.Token;

    public Task<DepositOutcome> Task
    {
        get
        {
            lock (_starting)
            {
                // Apart from whoever asked first: that one going away must not take it along.
                _ended ??= CancellationTokenSource.CreateLinkedTokenSource(stopping);
                return _task ??= System.Threading.Tasks.Task.Run(() => run(this));
            }
        }
    }

    /// <summary>The media is being deleted. One that is not begun yet will find that in the catalogue.</summary>
    public async Task EndAsync()
    {
        try
        {
            await (_ended?.CancelAsync() ?? System.Threading.Tasks.Task.CompletedTask);
        }
        catch (ObjectDisposedException)
        {
            // It was done a moment ago.
        }
    }

    /// <summary>When it is done.</summary>
    public void Dispose() => _ended?.Dispose();
}
