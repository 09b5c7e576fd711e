using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The content in quarantine, as it is written down.</summary>
/// <remarks>
/// Media are not found by their digest: an index of it would cost every upload a page at random. What is asked by the digest goes over all
/// media, a second or so for a million, and only an operator asks.
/// </remarks>
internal sealed class QuarantineCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    /// <summary>Completes an EXISTS with the digest: whether it is in quarantine now.</summary>
    public const string Blocked = "SELECT 1 FROM quarantined WHERE released_at IS NULL AND digest = ";

    /// <summary>Whether content is in quarantine at the moment of a write.</summary>
    public static bool Blocks(SqliteConnection connection, byte[] digest) =>
        connection.ExecuteScalar<bool>($"SELECT EXISTS ({Blocked} @Digest)", new { Digest = digest });

    /// <summary>The digests in quarantine, all of them: 32 bytes each.</summary>
    public IReadOnlyList<byte[]> Blocking()
    {
        using var connection = file.OpenForReading();
        return connection.Query<byte[]>("SELECT digest FROM quarantined WHERE released_at IS NULL").AsList();
    }

    /// <returns>The row, released or not; null when nobody ever blocked it.</returns>
    public QuarantinedDigest? Find(byte[] digest)
    {
        using var connection = file.OpenForReading();
        return Find(connection, digest);
    }

    /// <summary>The rows of several digests.</summary>
    public IReadOnlyList<QuarantinedDigest> Find(IReadOnlyCollection<byte[]> digests)
    {
        using var connection = file.OpenForReading();
        return [.. digests.Select(digest => Find(connection, digest)).OfType<QuarantinedDigest>()];
    }

    /// <summary>A page in the order in which they were blocked first.</summary>
    /// <param name="blocked">Only those that are in quarantine; false for those that were released; null for all.</param>
    /// <param name="after">The <see cref="QuarantinedDigest.Seq"/> of the last of the page before; zero for the first page.</param>
    /// <param name="limit">The most rows.</param>
    public IReadOnlyList<QuarantinedDigest> List(bool? blocked, long after, int limit)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<QuarantineRow>(
                $"SELECT {QuarantineRow.Columns} FROM quarantined WHERE seq > @After AND (@Blocked IS NULL OR (released_at IS NULL) = @Blocked) ORDER BY seq LIMIT @Limit",
                new { After = after, Limit = limit, Blocked = blocked }).Select(row => row.ToDigest()),
        ];
    }

    /// <summary>What has been blocked without all that waited for it having failed: after a crash, as a rule.</summary>
    public IReadOnlyList<QuarantinedDigest> Unsettled()
    {
        using var connection = file.OpenForReading();
        return [.. connection.Query<QuarantineRow>($"SELECT {QuarantineRow.Columns} FROM quarantined WHERE settled = 0 ORDER BY seq").Select(row => row.ToDigest())];
    }

    /// <summary>Blocks content. What is blocked stays as it was blocked first; what was released is blocked anew by an operator only.</summary>
    /// <returns>The row as it stands now, and whether this call blocked it.</returns>
    public Task<(QuarantinedDigest Row, bool IsNew)> BlockAsync(QuarantinedDigest wanted) => writer.WriteAsync(connection =>
    {
        var changed = connection.Execute(
            """
            INSERT INTO quarantined (digest, source, reason, by, at, from_media, settled) VALUES (@Digest, @Source, @Reason, @By, @At, @FromMedia, 0)
            ON CONFLICT (digest) DO UPDATE SET source = excluded.source, reason = excluded.reason, by = excluded.by, at = excluded.at,
                from_media = excluded.from_media, settled = 0, released_at = NULL, released_by = NULL
            WHERE quarantined.released_at IS NOT NULL AND excluded.source = 0
            """,
            new { wanted.Digest, Source = (int)wanted.Source, wanted.Reason, wanted.By, At = wanted.At.ToUnixTimeMilliseconds(), wanted.FromMedia });
        return (Find(connection, wanted.Digest)!, changed == 1);
    });

    /// <returns>The row as it stands now; null when it was not in quarantine.</returns>
    public Task<QuarantinedDigest?> ReleaseAsync(byte[] digest, string by) => writer.WriteAsync(connection => connection.Execute(
        "UPDATE quarantined SET released_at = @Now, released_by = @By, settled = 1 WHERE digest = @Digest AND released_at IS NULL",
        new { Digest = digest, By = by, Now = Now() }) == 1 ? Find(connection, digest) : null);

    /// <summary>All that waited for it has failed.</summary>
    /// <param name="row">As it was blocked; released and blocked anew since then, it is not settled by this.</param>
    public Task<int> SettleAsync(QuarantinedDigest row) => writer.WriteAsync(connection => connection.Execute(
        "UPDATE quarantined SET settled = 1 WHERE digest = @Digest AND at = @At", new { row.Digest, At = row.At.ToUnixTimeMilliseconds() }));

    /// <summary>Whether a digest is that of a media's bytes, or of what was made of them.</summary>
    public bool IsOf(MediaId media, byte[] digest)
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<bool>(
            """
            SELECT EXISTS (SELECT 1 FROM media WHERE id = @Id AND digest = @Digest)
                OR EXISTS (SELECT 1 FROM renditions WHERE media_id = @Id AND digest = @Digest)
                OR EXISTS (SELECT 1 FROM deposits WHERE media_id = @Id AND digest = @Digest)
            """,
            new { Id = media.ToString(), Digest = digest });
    }

    /// <summary>How many media have each of some contents. Goes over all media once.</summary>
    public IReadOnlyDictionary<string, ContentTally> Tally(IReadOnlyCollection<byte[]> digests)
    {
        using var connection = file.OpenForReading();
        return connection.Query<(byte[] Digest, long Media, long Bytes)>(
            $"""
            SELECT digest, COUNT(*), SUM(length) FROM media
            WHERE digest IN (SELECT unhex(value) FROM json_each(@Digests)) AND state <> {(int)MediaState.Deleting} GROUP BY digest
            """,
            new { Digests = $"[\"{string.Join("\",\"", digests.Select(Convert.ToHexStringLower))}\"]" })
            .ToDictionary(row => Convert.ToHexStringLower(row.Digest), row => new ContentTally(row.Media, row.Bytes));
    }

    /// <summary>The media that have a content, in the order of their ids. Goes over all media.</summary>
    /// <param name="digest">Of the content.</param>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    /// <param name="limit">The most.</param>
    public IReadOnlyList<string> MediaOf(byte[] digest, MediaId? after, int limit)
    {
        using var connection = file.OpenForReading();
        return connection.Query<string>(
            $"SELECT id FROM media WHERE id > @After AND digest = @Digest AND state <> {(int)MediaState.Deleting} ORDER BY id LIMIT @Limit",
            new { Digest = digest, After = after?.ToString() ?? "", Limit = limit }).AsList();
    }

    private static QuarantinedDigest? Find(SqliteConnection connection, byte[] digest) => connection.QuerySingleOrDefault<QuarantineRow>(
        $"SELECT {QuarantineRow.Columns} FROM quarantined WHERE digest = @Digest", new { Digest = digest })?.ToDigest();

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
