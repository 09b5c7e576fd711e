using System.Collections.Concurrent;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Processing;

namespace MediaNode.Renditions;

/// <summary>Gives the rendition of a media as a kind: the one there is, or one made now; once, however many ask.</summary>
/// <remarks>Who asks may go away: what was begun is finished for whoever asks next, until the node itself stops.</remarks>
internal sealed class RenditionMaker : IAsyncDisposable
{
    private readonly ConcurrentDictionary<RenditionKey, Making> _underWay = new();
    private readonly RenditionShelf _shelf;
    private readonly RenditionWork _work;
    private readonly ProcessingPolicy _policy;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stopping;

    public RenditionMaker(
        RenditionShelf shelf, RenditionWork work, ProcessingPolicy policy, TimeProvider clock, IHostApplicationLifetime lifetime)
    {
        (_shelf, _work, _policy, _clock) = (shelf, work, policy, clock);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
    }

    /// <param name="media">The media.</param>
    /// <param name="kind">What it is to be sent as.</param>
    /// <param name="asked">The mode that the request asked for; null for the policy's own.</param>
    /// <param name="cancellationToken">Ends the waiting, and nothing else.</param>
    public async Task<RenditionOutcome> GetAsync(Media media, Kind kind, ProcessingMode? asked, CancellationToken cancellationToken)
    {
        if (_shelf.WhyBlocked(media) is { } blocked)
        {
            return new RenditionOutcome.Failed(blocked);
        }

        var key = KeyOf(media.Id, kind, asked);
        if (await _shelf.FindAsync(media, key) is { } settled)
        {
            return settled;
        }

        var mode = kind == Kind.Document ? _policy.ModeOf(kind) : asked ?? _policy.ModeOf(kind);
        var order = new RenditionOrder(media, kind, mode, key);
        var making = _underWay.GetOrAdd(key, _ => new Making(_clock.GetUtcNow(), self => RunAsync(order, self)));
        return await making.Task.WaitAsync(cancellationToken);
    }

    /// <summary>The key that a rendition has now, under the present policy.</summary>
    public RenditionKey KeyOf(MediaId media, Kind kind, ProcessingMode? asked) =>
        new(media, Kinds.NameOf(kind), _policy.KeyFor(kind, asked));

    /// <returns>Null when nobody in this process is making it.</returns>
    public Making? UnderWay(RenditionKey key) => _underWay.GetValueOrDefault(key);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_underWay.Values.Select(making => making.Task));
        _stopping.Dispose();
    }

    private async Task<RenditionOutcome> RunAsync(RenditionOrder order, Making making)
    {
        try
        {
            return await _work.RunAsync(order, making, _stopping.Token);
        }
        finally
        {
            _underWay.TryRemove(KeyValuePair.Create(order.Key, making));
        }
    }
}

/// <summary>What is to be made.</summary>
internal sealed record RenditionOrder(Media Media, Kind Kind, ProcessingMode Mode, RenditionKey Key);
