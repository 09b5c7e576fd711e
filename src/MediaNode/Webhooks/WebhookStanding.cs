using System.Collections.Concurrent;

namespace MediaNode.Webhooks;

/// <summary>How it goes with the receiver, since the node started.</summary>
internal sealed class WebhookStanding
{
    private volatile WebhookAnswer? _last;
    private readonly ConcurrentDictionary<long, bool> _underWay = new();

    /// <summary>Of the last attempt that ended.</summary>
    public WebhookAnswer? Last => _last;

    /// <summary>The batches that are on their way.</summary>
    public IReadOnlyCollection<long> UnderWay => [.. _underWay.Keys];

    public void Begun(long batch) => _underWay[batch] = true;

    /// <param name="batch">Which.</param>
    /// <param name="answer">Null when the attempt was broken off by the node.</param>
    public void Ended(long batch, WebhookAnswer? answer)
    {
        _last = answer ?? _last;
        _underWay.TryRemove(batch, out _);
    }
}
