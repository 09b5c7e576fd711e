using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;

namespace MediaNode.Upstreams;

/// <summary>The media of a user's message, as the message describes it: of the right form, and nothing of it checked beyond that.</summary>
/// <remarks>The sender wrote all of it. The address in it is used only as far as it names a media server that the upstream itself named.</remarks>
internal sealed record InboundMedia
{
    public required Kind Kind { get; init; }

    /// <summary>What the sender says it is, a media type or not.</summary>
    public required string Type { get; init; }

    /// <summary>Where it is, with the host; null when the message has none that can be used.</summary>
    public string? Url { get; init; }

    /// <summary>The same without the host.</summary>
    public required string DirectPath { get; init; }

    public required MediaKey Key { get; init; }

    /// <summary>SHA-256 of the bytes.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>SHA-256 of the sealed bytes.</summary>
    public required byte[] SealedDigest { get; init; }

    /// <summary>Bytes, before they were sealed; at least one.</summary>
    public required long Length { get; init; }

    public MediaDigests Digests => new(Digest, SealedDigest);

    /// <summary>Whether this is a path on a media server, and leads nowhere else on it.</summary>
    public static bool IsDirectPath(string path)
    {
        var plain = path.Split('?')[0];
        return path.Length is > 1 and <= 4096 && path[0] == '/' && !path.StartsWith("//", StringComparison.Ordinal)
            && path.All(letter => letter is > ' ' and < (char)127 and not ('\\' or '#'))
            // In whatever spelling: a server may resolve it before it looks.
            && !plain.Contains("..", StringComparison.Ordinal) && !plain.Contains("/./", StringComparison.Ordinal)
            && !plain.Contains("%2e", StringComparison.OrdinalIgnoreCase) && !plain.Contains("%2f", StringComparison.OrdinalIgnoreCase)
            && !plain.Contains("%5c", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>What came of fetching a user's media.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>The bytes are written, and have the digest and the length that the message tells.</summary>
    public sealed record Fetched : FetchOutcome;

    /// <summary>No media server has it any more: its time is over.</summary>
    public sealed record Gone : FetchOutcome;

    /// <summary>What every server gives out is not what the message tells of, or was never sealed as it should be: trying again is of no use.</summary>
    /// <param name="Words">One sentence.</param>
    public sealed record Damaged(string Words) : FetchOutcome;

    /// <param name="Reasons">What each host said, in the order they were tried.</param>
    /// <param name="RetryAfter">How long the upstream wants to be left alone; null when it did not say.</param>
    public sealed record Failed(IReadOnlyList<string> Reasons, TimeSpan? RetryAfter) : FetchOutcome;

    /// <summary>Our own disk cannot take it now: no fault of the media.</summary>
    /// <param name="Why">One sentence.</param>
    public sealed record Postponed(string Why) : FetchOutcome;
}
