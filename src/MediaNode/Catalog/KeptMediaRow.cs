namespace MediaNode.Catalog;

/// <summary>A row of what whoever forgets has to know of a media. Times are milliseconds since 1970.</summary>
internal sealed record KeptMediaRow
{
    // Uncorrelated, so each is worked out once for a page: what waits to be told or answered is little, what was sent is not.
    private const string AskedFor =
        "SELECT x.media_id FROM redeliveries d CROSS JOIN messages x ON x.id = d.message_id WHERE d.state = 0 AND x.media_id IS NOT NULL";

    /// <summary>Of a media <c>m</c>: whether messages wait for it, by its id or by the link that brought it.</summary>
    public const string WaitedFor =
        """
        (EXISTS (SELECT 1 FROM messages x WHERE x.state = 0 AND x.media_id = m.id)
            OR EXISTS (SELECT 1 FROM links l CROSS JOIN messages x ON x.link_id = l.id AND x.state = 0 AND x.media_id IS NULL WHERE l.media_id = m.id))
        """;

    private const string Subjects = "SELECT subject FROM webhook_events UNION SELECT subject FROM webhook_subjects";

    private const string Untold =
        $"""
        SELECT x.media_id FROM ({Subjects}) u CROSS JOIN messages x ON x.id = u.subject WHERE x.media_id IS NOT NULL
        UNION SELECT i.media_id FROM ({Subjects}) u CROSS JOIN inbound_media i ON i.message_id = u.subject
        UNION SELECT i.media_id FROM inbound b CROSS JOIN inbound_media i ON i.message_id = b.id WHERE b.told < 2
        UNION {Subjects}
        """;

    /// <summary>The media that the business is told of by what was written after an event and a webhook; few, since that was a moment ago.</summary>
    public const string UntoldSince =
        """
        WITH u AS (SELECT subject FROM webhook_events WHERE seq > @Event UNION SELECT subject FROM webhook_subjects WHERE batch > @Batch)
        SELECT x.media_id FROM u CROSS JOIN messages x ON x.id = u.subject WHERE x.media_id IS NOT NULL
        UNION SELECT i.media_id FROM u CROSS JOIN inbound_media i ON i.message_id = u.subject
        UNION SELECT subject FROM u
        """;

    /// <summary>What is selected, of a table <c>media m</c>. Of the last message that names it, and of the last that did not fail: a step each in an index.</summary>
    public const string Columns =
        $"""
        m.id Id, m.type Type, m.origin Origin, m.created_at CreatedAt, m.pinned_at PinnedAt, m.expires_at ExpiresAt, m.used_at UsedAt,
        m.length + (SELECT COALESCE(SUM(
                CASE WHEN r.blob IS NOT NULL THEN COALESCE(r.length, 0) ELSE 0 END
                + CASE WHEN r.thumbnail IS NOT NULL AND json_valid(r.receipt) THEN COALESCE(json_extract(r.receipt, '$.thumbnail.bytes'), 0) ELSE 0 END), 0)
            FROM renditions r WHERE r.media_id = m.id) Length,
        n.seq LastSeq, n.accepted_at NamedAt, s.accepted_at GoodAt, s.sent_at SentAt,
        COALESCE(s.state < 2, 0) OR {WaitedFor} IsPending,
        m.id IN ({AskedFor}) IsAskedFor,
        m.id IN ({Untold}) IsUntold,
        EXISTS (SELECT 1 FROM deposits d WHERE d.media_id = m.id) OR EXISTS (SELECT 1 FROM inbound_media i WHERE i.media_id = m.id) HasKeys
        FROM media m
        LEFT JOIN messages n ON n.seq = (SELECT MAX(x.seq) FROM messages x WHERE x.media_id = m.id)
        LEFT JOIN messages s ON s.seq = (SELECT x.seq FROM messages x WHERE x.media_id = m.id AND x.state <> 5 ORDER BY x.seq DESC LIMIT 1)
        """;

    public string Id { get; init; } = "";

    public string Type { get; init; } = "";

    public long Origin { get; init; }

    public long Length { get; init; }

    public long CreatedAt { get; init; }

    public long? PinnedAt { get; init; }

    public long? ExpiresAt { get; init; }

    public long? UsedAt { get; init; }

    public long? LastSeq { get; init; }

    public long? NamedAt { get; init; }

    /// <summary>When the last message was accepted that did not fail.</summary>
    public long? GoodAt { get; init; }

    public long? SentAt { get; init; }

    public long IsPending { get; init; }

    public long IsAskedFor { get; init; }

    public long IsUntold { get; init; }

    public long HasKeys { get; init; }

    public KeptMedia ToMedia() => new()
    {
        Id = new MediaId(Guid.ParseExact(Id, "D")),
        Type = Type,
        Origin = (MediaOrigin)Origin,
        Length = Length,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        PinnedAt = Time(PinnedAt),
        ExpiresAt = Time(ExpiresAt),
        UsedAt = DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(CreatedAt, Math.Max(NamedAt ?? 0, UsedAt ?? 0))),
        LastSeq = LastSeq,
        SentAt = GoodAt is { } good ? DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(good, SentAt ?? 0)) : null,
        IsPending = IsPending != 0,
        IsAskedFor = IsAskedFor != 0,
        IsUntold = IsUntold != 0,
        HasKeys = HasKeys != 0,
    };

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;
}
