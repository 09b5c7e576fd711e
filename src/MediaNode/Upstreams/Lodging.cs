using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Volumes;

namespace MediaNode.Upstreams;

/// <summary>What is to be lodged.</summary>
internal sealed record Lodging
{
    public required Kind Kind { get; init; }

    /// <summary>The media type that it is sent as.</summary>
    public required string Type { get; init; }

    /// <summary>Under which it is sealed: the same as before for the same bytes.</summary>
    public required MediaKey Key { get; init; }

    /// <summary>SHA-256 of the bytes.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>The bytes, whose digest was checked a moment ago. The upstream does not dispose of it.</summary>
    public required Blob Bytes { get; init; }

    /// <summary>Whether an attempt was made before, so that a part of it may be there already.</summary>
    public bool MayHaveBegun { get; init; }
}

/// <summary>What came of lodging.</summary>
internal abstract record LodgeOutcome
{
    private LodgeOutcome()
    {
    }

    /// <param name="Url">Where anybody can fetch it.</param>
    /// <param name="DirectPath">The same without the host.</param>
    /// <param name="ExpiresAt">Until when.</param>
    /// <param name="Seal">What a message tells of it.</param>
    public sealed record Lodged(string Url, string DirectPath, DateTimeOffset ExpiresAt, Seal Seal) : LodgeOutcome;

    /// <param name="Reasons">What each host said, in the order they were tried: <c>mmg-1: 507 throttled</c>.</param>
    /// <param name="RetryAfter">How long the upstream wants to be left alone; null when it did not say.</param>
    /// <param name="IsFinal">Whether trying again is of no use.</param>
    public sealed record Failed(IReadOnlyList<string> Reasons, TimeSpan? RetryAfter, bool IsFinal) : LodgeOutcome;
}
