using System.Security.Cryptography;
using MediaNode.Catalog;
using MediaNode.Links;
using MediaNode.Volumes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MediaNode.Tests.Links;

/// <summary>Origins as a test says they are, without a network; what it gives is written to the node's volume all the same.</summary>
internal sealed class FakeFetcher : ILinkFetcher
{
    private readonly Lock _remembering = new();
    private readonly List<LinkRequest> _asked = [];
    private IVolume? _volume;

    /// <summary>What comes of a fetch; must be set before the first.</summary>
    public Func<LinkRequest, CancellationToken, Task<FakeAnswer>> Answer { get; set; } = (_, _) => throw new InvalidOperationException("No answer is set.");

    public IReadOnlyList<LinkRequest> Asked
    {
        get
        {
            lock (_remembering)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>A node with WhatsApp's side, whose links are fetched here.</summary>
    public static async Task<(TestNode Node, FakeFetcher Fetcher)> StartAsync(
        string[]? settings = null, string? data = null, Action<IServiceCollection>? configure = null)
    {
        var fetcher = new FakeFetcher();
        var node = await TestNode.StartAsync(
            settings, data, simulator: true, configure: services =>
            {
                services.Replace(ServiceDescriptor.Singleton<ILinkFetcher>(fetcher));
                configure?.Invoke(services);
            });
        fetcher._volume = node.Part<IVolume>();
        return (node, fetcher);
    }

    public void Always(FakeAnswer answer) => Answer = (_, _) => Task.FromResult(answer);

    public async Task<LinkOutcome> FetchAsync(LinkRequest request, MediaId id, CancellationToken cancellationToken)
    {
        lock (_remembering)
        {
            _asked.Add(request);
        }

        var answer = await Answer(request, cancellationToken);
        if (answer.Outcome is { } outcome)
        {
            return outcome;
        }

        var freshness = new LinkFreshness(answer.FreshUntil, answer.ETag, null, answer.MayBeKept);
        if (answer.ETag is not null && answer.ETag == request.ETag)
        {
            return new LinkOutcome.NotModified(freshness);
        }

        var bytes = _volume!.Create(new BlobKey(BlobFolder.Outgoing, id.Value));
        bytes.Write([answer.Bytes!], answer.Bytes!.Length);
        return new LinkOutcome.Fetched(bytes, answer.Type, answer.Bytes.Length, SHA256.HashData(answer.Bytes), freshness);
    }
}

/// <summary>Bytes, or what else comes of a fetch.</summary>
internal sealed record FakeAnswer
{
    public byte[]? Bytes { get; init; }

    public string Type { get; init; } = "image/jpeg";

    public string? ETag { get; init; }

    public DateTimeOffset FreshUntil { get; init; } = DateTimeOffset.UnixEpoch;

    public bool MayBeKept { get; init; } = true;

    public LinkOutcome? Outcome { get; init; }

    public static FakeAnswer Failed(string error, bool final = true, string? details = null, TimeSpan? retryAfter = null) =>
        new() { Outcome = new LinkOutcome.Failed(error, details, final, retryAfter) };
}
