namespace MediaNode.Catalog;

/// <summary>A row of <c>links</c> as SQLite gives it.</summary>
internal sealed record LinkRow
{
    public const string Columns =
        "id Id, url Url, provider Provider, credentials Credentials, origin Origin, state State, revision Revision, leased_until LeasedUntil, due_at DueAt, "
        + "attempts Attempts, reason Reason, media_id MediaId, etag ETag, last_modified LastModified, fresh_until FreshUntil";

    public long Id { get; init; }

    public string Url { get; init; } = "";

    public string Provider { get; init; } = "";

    public long Credentials { get; init; }

    public string Origin { get; init; } = "";

    public long State { get; init; }

    public long Revision { get; init; }

    public long LeasedUntil { get; init; }

    public long DueAt { get; init; }

    public long Attempts { get; init; }

    public string? Reason { get; init; }

    public string? MediaId { get; init; }

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    public long FreshUntil { get; init; }

    public Link ToLink() => new()
    {
        Id = Id,
        Key = new LinkKey(Url, Provider, Credentials),
        Origin = Origin,
        IsWanted = State == 1,
        Revision = Revision,
        LeasedUntil = DateTimeOffset.FromUnixTimeMilliseconds(LeasedUntil),
        DueAt = DateTimeOffset.FromUnixTimeMilliseconds(DueAt),
        Attempts = (int)Attempts,
        Reason = Reason,
        MediaId = MediaId is null ? null : new MediaId(Guid.ParseExact(MediaId, "D")),
        ETag = ETag,
        LastModified = LastModified,
        FreshUntil = DateTimeOffset.FromUnixTimeMilliseconds(FreshUntil),
    };
}
