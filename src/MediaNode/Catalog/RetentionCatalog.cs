using Dapper;

namespace MediaNode.Catalog;

/// <summary>What whoever forgets media has to know of them, a page at a time.</summary>
internal sealed class RetentionCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    // Of the last message that names a media, and of the last that did not fail: each one step in messages_by_media.
    private const string Columns =
        """
        m.id Id, m.type Type, m.origin Origin, m.created_at CreatedAt, m.pinned_at PinnedAt, m.expires_at ExpiresAt,
        m.length + (SELECT COALESCE(SUM(r.length), 0) FROM renditions r WHERE r.media_id = m.id AND r.blob IS NOT NULL) Length,
        (SELECT x.accepted_at FROM messages x WHERE x.media_id = m.id ORDER BY x.seq DESC LIMIT 1) NamedAt,
        (SELECT COALESCE(x.sent_at, x.accepted_at) FROM messages x WHERE x.media_id = m.id AND x.state <> 5 ORDER BY x.seq DESC LIMIT 1) SentAt,
        EXISTS (SELECT 1 FROM redeliveries d CROSS JOIN messages x ON x.id = d.message_id WHERE d.state = 0 AND x.media_id = m.id) IsAskedFor
        """;

    /// <summary>A page of media in the order of their ids, of which some may have to go: those that came before a time, or bring their own.</summary>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    /// <param name="before">When those must have come that bring no time of their own.</param>
    /// <param name="limit">The most rows that are looked at.</param>
    public RetentionPage Page(MediaId? after, DateTimeOffset before, int limit)
    {
        using var connection = file.OpenForReading();
        // The page is cut first: a page without a candidate must not become a walk over the whole table.
        var ids = connection.Query<(string Id, long CreatedAt, long? PinnedAt, long? ExpiresAt)>(
            $"SELECT id, created_at, pinned_at, expires_at FROM media WHERE id > @After AND state <> {(int)MediaState.Deleting} ORDER BY id LIMIT @Limit",
            new { After = after?.ToString() ?? "", Limit = limit }).AsList();
        var (now, bound) = (Now(), before.ToUnixTimeMilliseconds());
        var candidates = ids.Where(row => row.PinnedAt is null && (row.CreatedAt < bound || row.ExpiresAt <= now)).Select(row => row.Id).ToList();
        return new RetentionPage(
            ids.Count,
            ids.Count == limit ? new MediaId(Guid.ParseExact(ids[^1].Id, "D")) : null,
            candidates.Count == 0 ? []
                : [.. connection.Query<Row>($"SELECT {Columns} FROM media m WHERE m.id IN @Ids ORDER BY m.id", new { Ids = candidates }).Select(Media)]);
    }

    public KeptMedia? Find(MediaId id)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<Row>(
            $"SELECT {Columns} FROM media m WHERE m.id = @Id AND m.state <> {(int)MediaState.Deleting}", new { Id = id.ToString() }) is { } row ? Media(row) : null;
    }

    /// <summary>Stops offering media, of those that are still as they were looked at: none that a message has named since.</summary>
    /// <param name="media">Judged a moment ago.</param>
    /// <param name="reason">Given one of them, why it goes.</param>
    /// <returns>Which of them go. What a crash leaves is finished at the next start.</returns>
    public Task<IReadOnlyList<KeptMedia>> StopOfferingAsync(IReadOnlyList<KeptMedia> media, Func<KeptMedia, string> reason) =>
        writer.WriteAsync<IReadOnlyList<KeptMedia>>(connection =>
        {
            var going = new List<KeptMedia>();
            foreach (var one in media)
            {
                var id = one.Id.ToString();
                var gone = connection.Execute(
                    $"""
                    UPDATE media SET state = {(int)MediaState.Deleting}
                    WHERE id = @Id AND state <> {(int)MediaState.Deleting} AND pinned_at IS NULL AND expires_at IS @ExpiresAt
                        AND (SELECT accepted_at FROM messages WHERE media_id = @Id ORDER BY seq DESC LIMIT 1) IS @NamedAt
                    """,
                    new { Id = id, ExpiresAt = one.ExpiresAt?.ToUnixTimeMilliseconds(), NamedAt = one.NamedAt?.ToUnixTimeMilliseconds() });
                if (gone == 1)
                {
                    connection.Execute(
                        "INSERT OR REPLACE INTO forgotten (media_id, forgotten_at, reason, type, length, origin) VALUES (@Id, @Now, @Reason, @Type, @Length, @Origin)",
                        new { Id = id, Now = Now(), Reason = reason(one), one.Type, one.Length, Origin = (int)one.Origin });
                    going.Add(one);
                }
            }

            return going;
        });

    /// <summary>Forgets media that are not offered any more and whose bytes are surely gone.</summary>
    public Task RemoveAsync(IReadOnlyList<KeptMedia> media) => writer.WriteAsync(connection => connection.Execute(
        $"DELETE FROM media WHERE state = {(int)MediaState.Deleting} AND id IN @Ids", new { Ids = media.Select(one => one.Id.ToString()) }));

    /// <returns>When and why the node forgot a media by itself; null when it did not, or too long ago.</returns>
    public ForgottenMedia? WhyGone(MediaId id)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<(long At, string Reason)?>(
            "SELECT forgotten_at, reason FROM forgotten WHERE media_id = @Id", new { Id = id.ToString() }) is { } row
            ? new ForgottenMedia(DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Reason) : null;
    }

    /// <summary>Forgets why media went that did so before a time.</summary>
    public Task<int> ForgetReasonsAsync(DateTimeOffset before, int most) => writer.WriteAsync(connection => connection.Execute(
        "DELETE FROM forgotten WHERE media_id IN (SELECT media_id FROM forgotten WHERE forgotten_at < @Before ORDER BY forgotten_at LIMIT @Most)",
        new { Before = before.ToUnixTimeMilliseconds(), Most = most }));

    /// <summary>Pins a media, or lets it go again.</summary>
    /// <returns>Whether there is such a media.</returns>
    public Task<bool> PinAsync(MediaId id, bool pinned) => writer.WriteAsync(connection => connection.Execute(
        $"UPDATE media SET pinned_at = CASE WHEN @Pinned THEN COALESCE(pinned_at, @Now) END WHERE id = @Id AND state <> {(int)MediaState.Deleting}",
        new { Id = id.ToString(), Pinned = pinned, Now = Now() }) == 1);

    private static KeptMedia Media(Row row) => new()
    {
        Id = new MediaId(Guid.ParseExact(row.Id, "D")),
        Type = row.Type,
        Origin = (MediaOrigin)row.Origin,
        Length = row.Length,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        PinnedAt = Time(row.PinnedAt),
        ExpiresAt = Time(row.ExpiresAt),
        NamedAt = Time(row.NamedAt),
        SentAt = Time(row.SentAt),
        IsAskedFor = row.IsAskedFor != 0,
    };

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record Row
    {
        public string Id { get; init; } = "";

        public string Type { get; init; } = "";

        public long Origin { get; init; }

        public long Length { get; init; }

        public long CreatedAt { get; init; }

        public long? PinnedAt { get; init; }

        public long? ExpiresAt { get; init; }

        public long? NamedAt { get; init; }

        public long? SentAt { get; init; }

        public long IsAskedFor { get; init; }
    }
}

/// <summary>Some media that may have to go.</summary>
/// <param name="Looked">How many rows were looked at.</param>
/// <param name="Next">Behind which the next page begins; null after the last.</param>
/// <param name="Candidates">Those that are old enough for a closer look.</param>
internal sealed record RetentionPage(int Looked, MediaId? Next, IReadOnlyList<KeptMedia> Candidates);

/// <summary>A media that the node forgot by itself.</summary>
internal sealed record ForgottenMedia(DateTimeOffset At, string Reason);
