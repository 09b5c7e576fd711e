using MediaNode.Formats.Limits;

namespace MediaNode.Catalog;

/// <summary>A deposit as SQLite has it.</summary>
internal sealed record DepositRow
{
    public const string Columns =
        "id Id, media_id MediaId, kind Kind, policy Policy, digest Digest, length Length, type Type, media_key MediaKey, key_made_at KeyMadeAt, "
        + "state State, revision Revision, leased_until LeasedUntil, due_at DueAt, attempts Attempts, reason Reason, url Url, "
        + "direct_path DirectPath, lodged_at LodgedAt, expires_at ExpiresAt, lodgings Lodgings, sealed_digest SealedDigest, "
        + "sealed_length SealedLength, sidecar Sidecar";

    public string Id { get; init; } = "";

    public string MediaId { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Policy { get; init; } = "";

    public byte[] Digest { get; init; } = [];

    public long Length { get; init; }

    public string Type { get; init; } = "";

    public byte[]? MediaKey { get; init; }

    public long KeyMadeAt { get; init; }

    public long State { get; init; }

    public long Revision { get; init; }

    public long LeasedUntil { get; init; }

    public long DueAt { get; init; }

    public long Attempts { get; init; }

    public string? Reason { get; init; }

    public string? Url { get; init; }

    public string? DirectPath { get; init; }

    public long? LodgedAt { get; init; }

    public long? ExpiresAt { get; init; }

    public long Lodgings { get; init; }

    public byte[]? SealedDigest { get; init; }

    public long? SealedLength { get; init; }

    public byte[]? Sidecar { get; init; }

    public Deposit ToDeposit() => new()
    {
        Id = Id,
        Rendition = new RenditionKey(new MediaId(Guid.ParseExact(MediaId, "D")), Kind, Policy),
        Kind = Kinds.Find(Kind) ?? throw new InvalidDataException($"The deposit {Id} is of no known kind."),
        Digest = Digest,
        Length = Length,
        Type = Type,
        WrappedKey = MediaKey,
        KeyMadeAt = DateTimeOffset.FromUnixTimeMilliseconds(KeyMadeAt),
        State = (DepositState)State,
        Revision = Revision,
        DueAt = DateTimeOffset.FromUnixTimeMilliseconds(DueAt),
        Attempts = (int)Attempts,
        Reason = Reason,
        Url = Url,
        DirectPath = DirectPath,
        LodgedAt = LodgedAt is { } lodged ? DateTimeOffset.FromUnixTimeMilliseconds(lodged) : null,
        ExpiresAt = ExpiresAt is { } expires ? DateTimeOffset.FromUnixTimeMilliseconds(expires) : null,
        Lodgings = (int)Lodgings,
        SealedDigest = SealedDigest,
        SealedLength = SealedLength ?? 0,
        Sidecar = Sidecar,
    };
}
