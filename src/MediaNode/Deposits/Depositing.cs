using MediaNode.Catalog;

namespace MediaNode.Deposits;

/// <summary>A deposit under way in this process, shared by all who ask for it.</summary>
internal sealed class Depositing(MediaId media, Func<Depositing, Task<DepositOutcome>> run, CancellationToken stopping) : IDisposable
{
    private readonly Lock _starting = new();
    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private Task<DepositOutcome>? _task;

    public MediaId Media => media;

    /// <summary>Cancelled when the media is deleted, or the node stops.</summary>
    public CancellationToken Token => _ended.Token;

    public Task<DepositOutcome> Task
    {
        get
        {
            lock (_starting)
            {
                // Apart from whoever asked first: that one going away must not take it along.
                return _task ??= System.Threading.Tasks.Task.Run(() => run(this));
            }
        }
    }

    /// <summary>The media is being deleted.</summary>
    public async Task EndAsync()
    {
        try
        {
            await _ended.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It was done a moment ago.
        }
    }

    /// <summary>When it is done.</summary>
    public void Dispose() => _ended.Dispose();
}
