using MediaNode.Problems;
using MediaNode.Volumes;

namespace MediaNode.Links;

/// <summary>Everything that can come of a fetch.</summary>
internal abstract record LinkOutcome
{
    private LinkOutcome()
    {
    }

    /// <summary>The bytes are written, not yet synced, and not yet kept: whoever asked syncs, records, publishes, keeps and disposes.</summary>
    /// <param name="Bytes">In <see cref="BlobFolder.Outgoing"/>, under the id that was given.</param>
    /// <param name="Type">A media type: the origin's, or what the content shows.</param>
    /// <param name="Length">Bytes, at least one.</param>
    /// <param name="Digest">SHA-256.</param>
    /// <param name="Freshness">How long they need not be asked for again.</param>
    public sealed record Fetched(BlobWriter Bytes, string Type, long Length, byte[] Digest, LinkFreshness Freshness) : LinkOutcome;

    /// <summary>What is there already is what the origin still has.</summary>
    public sealed record NotModified(LinkFreshness Freshness) : LinkOutcome;

    /// <summary>There is nothing to be had. Nothing was kept.</summary>
    /// <param name="Error">What stands after "failed with error: ": <c>404 (Not Found)</c>, or short words.</param>
    /// <param name="Details">What would help; null for nothing.</param>
    /// <param name="IsFinal">Whether there is no use in trying again.</param>
    /// <param name="RetryAfter">How long the origin asked to be left alone; null when it did not.</param>
    public sealed record Failed(string Error, string? Details, bool IsFinal, TimeSpan? RetryAfter) : LinkOutcome;

    /// <summary>Our volume is full or too busy: not the link's fault, and time may help. Nothing was kept.</summary>
    public sealed record Postponed(Refusal Why) : LinkOutcome;
}

/// <summary>What an origin said of keeping its answer (RFC 9111), in our terms.</summary>
/// <param name="FreshUntil">By the node's clock. Until then it may be used without asking.</param>
/// <param name="ETag">To ask with later, as the origin wrote it.</param>
/// <param name="LastModified">The same.</param>
/// <param name="MayBeKept">False: it is for this once (no-store).</param>
internal sealed record LinkFreshness(DateTimeOffset FreshUntil, string? ETag, string? LastModified, bool MayBeKept);
