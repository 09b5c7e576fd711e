using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>What whoever forgets media has to know of them, a page at a time, and how they go.</summary>
internal sealed class RetentionCatalog(CatalogFile file, CatalogWriter writer, SendTimes times, TimeProvider clock)
{
    private static readonly string _offered = $"state <> {(int)MediaState.Deleting}";

    /// <summary>A page of media in the order of their ids, of which some may have to go: those that came before a time, or whose own time has come.</summary>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    /// <param name="before">When those must have come that bring no time of their own.</param>
    /// <param name="limit">The most rows that are looked at.</param>
    public KeptPage Page(MediaId? after, DateTimeOffset before, int limit)
    {
        using var connection = file.OpenForReading();
        // Before anything is looked at: what comes later is asked for again when a media is to go.
        var seen = connection.QuerySingle<SeenSoFar>(
            """
            SELECT COALESCE((SELECT MAX(id) FROM redeliveries), 0) Request,
                COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'webhook_events'), 0) Event,
                COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'webhook_batches'), 0) Batch
            """);
        // The page is cut first: one without a candidate must not become a walk over the whole table.
        var ids = connection.Query<(string Id, long CreatedAt, long? PinnedAt, long? ExpiresAt)>(
            $"SELECT id, created_at, pinned_at, expires_at FROM media WHERE id > @After AND {_offered} ORDER BY id LIMIT @Limit",
            new { After = after?.ToString() ?? "", Limit = limit }).AsList();
        var (now, bound) = (Now(), before.ToUnixTimeMilliseconds());
        var candidates = ids.Where(row => row.PinnedAt is null && (row.CreatedAt <= bound || row.ExpiresAt <= now)).Select(row => row.Id).ToList();
        return new KeptPage(
            ids.Count,
            ids.Count == limit ? new MediaId(Guid.ParseExact(ids[^1].Id, "D")) : null,
            candidates.Count == 0 ? [] : Read(connection, "m.id IN (SELECT value FROM json_each(@Ids)) ORDER BY m.id", new { Ids = Texts(candidates) }),
            seen);
    }

    public KeptMedia? Find(MediaId id)
    {
        using var connection = file.OpenForReading();
        return Read(connection, $"m.id = @Id AND m.{_offered}", new { Id = id.ToString() }).SingleOrDefault();
    }

    /// <returns>Whether some media bring their own time, and it has come.</returns>
    public bool AnyExpired()
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM media WHERE expires_at <= @Now AND pinned_at IS NULL)", new { Now = Now() });
    }

    /// <summary>How many bytes all media have, and what was made of them. It looks at every row.</summary>
    public long Stored()
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long>(
            $"SELECT (SELECT COALESCE(SUM(length), 0) FROM media WHERE {_offered}) + (SELECT COALESCE(SUM(length), 0) FROM renditions WHERE blob IS NOT NULL)");
    }

    /// <summary>
    /// Stops offering media, of those that are still as they were looked at: none that a message has named since, a recipient asked for, or the
    /// business is to be told of.
    /// </summary>
    /// <param name="media">Judged a moment ago; few, since the writer is busy meanwhile.</param>
    /// <param name="reason">Given one of them, why it goes.</param>
    /// <param name="seen">What had come when they were looked at.</param>
    /// <param name="sweep">Whose they are counted as.</param>
    /// <returns>Which of them go. What a crash leaves is finished at the next start.</returns>
    public Task<IReadOnlyList<KeptMedia>> StopOfferingAsync(
        IReadOnlyList<KeptMedia> media, Func<KeptMedia, string> reason, SeenSoFar seen, long? sweep) =>
        writer.WriteAsync<IReadOnlyList<KeptMedia>>(connection =>
        {
            var untold = connection.Query<string>(KeptMediaRow.UntoldSince, new { seen.Event, seen.Batch }).ToHashSet(StringComparer.Ordinal);
            var going = media.Where(one => !untold.Contains(one.Id.ToString()) && StopOffering(connection, one, reason(one), seen.Request)).ToList();
            if (sweep is { } id && going.Count > 0)
            {
                SweepCatalog.Count(connection, id, going.Count, going.Sum(one => one.Length));
            }

            return going;
        });

    /// <summary>Forgets media that are not offered any more and whose bytes are surely gone.</summary>
    public Task RemoveAsync(IEnumerable<MediaId> media) => writer.WriteAsync(connection =>
    {
        var ids = media.Select(one => one.ToString()).ToList();
        connection.Execute(
            $"DELETE FROM media WHERE state = {(int)MediaState.Deleting} AND id IN (SELECT value FROM json_each(@Ids))", new { Ids = Texts(ids) });
        DepositCatalog.RemoveUnused(connection, ids);
        return true;
    });

    /// <summary>What was made of some media and has blobs of its own, thumbnails included.</summary>
    public IReadOnlyList<Guid> BlobsOf(IEnumerable<MediaId> media)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<(string? Blob, string? Thumbnail)>(
                "SELECT blob, thumbnail FROM renditions WHERE media_id IN (SELECT value FROM json_each(@Ids))",
                new { Ids = Texts(media.Select(one => one.ToString())) })
                .SelectMany(row => (string?[])[row.Blob, row.Thumbnail]).OfType<string>().Select(blob => Guid.ParseExact(blob, "D")),
        ];
    }

    /// <summary>Media that were to go, and whose bytes or rows a fault left behind.</summary>
    public IReadOnlyList<MediaId> Unfinished()
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<string>(
                $"SELECT m.id FROM media m JOIN forgotten f ON f.media_id = m.id WHERE m.state = {(int)MediaState.Deleting} AND m.state <> 0")
                .Select(id => new MediaId(Guid.ParseExact(id, "D"))),
        ];
    }

    /// <summary>Pins a media, or lets it go again.</summary>
    /// <returns>Whether there is such a media.</returns>
    public Task<bool> PinAsync(MediaId id, bool pinned) => writer.WriteAsync(connection => connection.Execute(
        $"UPDATE media SET pinned_at = CASE WHEN @Pinned THEN COALESCE(pinned_at, @Now) END WHERE id = @Id AND {_offered}",
        new { Id = id.ToString(), Pinned = pinned, Now = Now() }) == 1);

    private static string Texts(IEnumerable<string> ids) => $"[\"{string.Join("\",\"", ids)}\"]";

    private bool StopOffering(SqliteConnection connection, KeptMedia one, string reason, long lastRequest)
    {
        var id = one.Id.ToString();
        var stopped = connection.Execute(
            $"""
            UPDATE media AS m SET state = {(int)MediaState.Deleting}
            WHERE id = @Id AND {_offered} AND pinned_at IS @PinnedAt AND expires_at IS @ExpiresAt AND NOT {KeptMediaRow.WaitedFor}
                AND (SELECT MAX(seq) FROM messages WHERE media_id = @Id) IS @LastSeq
                AND NOT EXISTS (SELECT 1 FROM redeliveries d CROSS JOIN messages x ON x.id = d.message_id WHERE d.id > @LastRequest AND x.media_id = @Id)
            """,
            new
            {
                Id = id,
                PinnedAt = one.PinnedAt?.ToUnixTimeMilliseconds(),
                ExpiresAt = one.ExpiresAt?.ToUnixTimeMilliseconds(),
                one.LastSeq,
                LastRequest = lastRequest,
            });
        if (stopped == 1)
        {
            ForgottenCatalog.Write(connection, one, reason, Now());
        }

        return stopped == 1;
    }

    private List<KeptMedia> Read(SqliteConnection connection, string where, object values) =>
        [.. connection.Query<KeptMediaRow>($"SELECT {KeptMediaRow.Columns} WHERE {where}", values).AsList().Select(row => Exactly(connection, row))];

    /// <summary>Messages are not sent in the order in which they were accepted: an earlier one may have been handed over later than the last.</summary>
    private KeptMedia Exactly(SqliteConnection connection, KeptMediaRow row)
    {
        var media = row.ToMedia();
        var (now, needed) = (clock.GetUtcNow(), media.SentAt + times.AfterSent);
        // Only within this time can it matter, so hardly ever is more than the last message looked at.
        if (needed > now || needed + times.BeforeSent <= now || needed is null)
        {
            return media;
        }

        var last = connection.ExecuteScalar<long?>(
            $"SELECT MAX(sent_at) FROM messages WHERE media_id = @Id AND state <> {(int)MessageState.Failed}", new { row.Id });
        return last is { } sent && DateTimeOffset.FromUnixTimeMilliseconds(sent) is var at && at > media.SentAt ? media with { SentAt = at } : media;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
