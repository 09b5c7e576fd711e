using MediaNode.Formats.Limits;

namespace MediaNode.Catalog;

/// <summary>A rendition lodged with the upstream, or about to be.</summary>
/// <remarks>
/// Its key stays the same as long as its bytes do: sealed again under it they are the identical blob, which is what a redelivery rests on.
/// Other bytes are another deposit, for two plaintexts under one key and IV would betray what they have in common.
/// </remarks>
internal sealed record Deposit
{
    public required string Id { get; init; }

    /// <summary>Which rendition: of which media, as which kind, under which policy.</summary>
    public required RenditionKey Rendition { get; init; }

    public required Kind Kind { get; init; }

    /// <summary>SHA-256 of the rendition's bytes.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>Bytes of the rendition.</summary>
    public required long Length { get; init; }

    /// <summary>The media type that it is sent as.</summary>
    public required string Type { get; init; }

    /// <summary>The media key, wrapped; null once the media is deleted.</summary>
    public byte[]? WrappedKey { get; init; }

    public required DateTimeOffset KeyMadeAt { get; init; }

    public required DepositState State { get; init; }

    public long Revision { get; init; }

    /// <summary>When the next attempt may be made.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Failed ones since the last success.</summary>
    public int Attempts { get; init; }

    /// <summary>Why the last one failed.</summary>
    public string? Reason { get; init; }

    public string? Url { get; init; }

    public string? DirectPath { get; init; }

    public DateTimeOffset? LodgedAt { get; init; }

    /// <summary>Until when the upstream keeps it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How often it was uploaded.</summary>
    public int Lodgings { get; init; }

    /// <summary>SHA-256 of the sealed bytes.</summary>
    public byte[]? SealedDigest { get; init; }

    public long SealedLength { get; init; }

    /// <summary>Empty where there is none.</summary>
    public byte[]? Sidecar { get; init; }
}

/// <summary>Where a deposit stands. The numbers are in the database: never change one.</summary>
internal enum DepositState
{
    /// <summary>It is to be uploaded, and is under way as long as the lease lasts.</summary>
    Lodging = 0,

    /// <summary>The upstream has it, until it expires.</summary>
    Lodged = 1,

    /// <summary>The media is deleted: it is not lodged again, and its key is gone.</summary>
    Gone = 2,
}
