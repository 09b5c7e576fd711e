namespace MediaNode.Webhooks;

/// <summary>How it goes with the receiver, since the node started.</summary>
internal sealed class WebhookStanding
{
    private volatile WebhookAnswer? _last;
    private int _underWay;

    /// <summary>Of the last attempt that ended.</summary>
    public WebhookAnswer? Last => _last;

    /// <summary>Requests.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public void Begun() => Interlocked.Increment(ref _underWay);

    /// <param name="answer">Null when the attempt was broken off by the node.</param>
    public void Ended(WebhookAnswer? answer)
    {
        Interlocked.Decrement(ref _underWay);
        _last = answer ?? _last;
    }
}
