namespace MediaNode.Catalog;

/// <summary>A row of <c>quarantined</c> as SQLite gives it.</summary>
internal sealed record QuarantineRow
{
    public const string Columns =
        "seq Seq, digest Digest, source Source, reason Reason, by By, at At, from_media FromMedia, released_at ReleasedAt, released_by ReleasedBy";

    public long Seq { get; init; }

    public byte[] Digest { get; init; } = [];

    public long Source { get; init; }

    public string Reason { get; init; } = "";

    public string? By { get; init; }

    public long At { get; init; }

    public string? FromMedia { get; init; }

    public long? ReleasedAt { get; init; }

    public string? ReleasedBy { get; init; }

    public QuarantinedDigest ToDigest() => new()
    {
        Seq = Seq,
        Digest = Digest,
        Source = (QuarantineSource)Source,
        Reason = Reason,
        By = By,
        At = DateTimeOffset.FromUnixTimeMilliseconds(At),
        FromMedia = FromMedia,
        ReleasedAt = ReleasedAt is { } released ? DateTimeOffset.FromUnixTimeMilliseconds(released) : null,
        ReleasedBy = ReleasedBy,
    };
}
