namespace MediaNode.Processing.Pictures;

/// <summary>A picture that waits for its thumbnail in a group.</summary>
/// <param name="source">The picture.</param>
/// <param name="cancellationToken">Who asked for it has gone.</param>
internal sealed class WaitingPicture(Source source, CancellationToken cancellationToken)
{
    // Continuations elsewhere: the group goes on to its next picture.
    private readonly TaskCompletionSource<Thumbnail?> _made = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Source Source => source;

    public bool IsGone => cancellationToken.IsCancellationRequested;

    /// <summary>The thumbnail, or null when it is to be made by itself.</summary>
    public Task<Thumbnail?> Made => _made.Task.WaitAsync(cancellationToken);

    public void Settle(Thumbnail? thumbnail) => _made.TrySetResult(thumbnail);

    public void Fail(Exception fault) => _made.TrySetException(fault);

    public CancellationTokenRegistration WhenGone(Action act) => cancellationToken.Register(act);
}
