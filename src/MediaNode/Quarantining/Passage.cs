using MediaNode.Catalog;

namespace MediaNode.Quarantining;

/// <summary>Something on its way out while content may be blocked: who blocks ends it, or waits for its end.</summary>
/// <param name="media">What it brings; gone over by whoever blocks, and by nobody else.</param>
/// <param name="leave">When it has ended.</param>
internal sealed class Passage(IEnumerable<MediaId?> media, Action<Passage> leave) : IDisposable
{
    private readonly CancellationTokenSource _blocked = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IEnumerable<MediaId?> Media => media;

    /// <summary>Cancelled when the content is blocked meanwhile: what can be broken off is to be.</summary>
    public CancellationToken Blocked => _blocked.Token;

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _blocked.CancelAsync();
        await _ended.Task.WaitAsync(cancellationToken);
    }

    public void Dispose()
    {
        leave(this);
        _ended.TrySetResult();
    }
}
