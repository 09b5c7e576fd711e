using Dapper;

namespace MediaNode.Catalog;

/// <summary>Which files a row knows, and how one that none knew becomes a media.</summary>
internal sealed class TruthCatalog(CatalogFile file, CatalogWriter writer)
{
    /// <summary>Media that have renditions with blobs of their own, in the order of their ids.</summary>
    /// <param name="after">The last of the page before; empty for the first.</param>
    /// <param name="limit">The most.</param>
    public IReadOnlyList<MediaId> WithRenditions(string after, int limit)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<string>(
                """
                SELECT DISTINCT media_id FROM renditions
                WHERE media_id > @After AND (blob IS NOT NULL OR thumbnail IS NOT NULL) ORDER BY media_id LIMIT @Limit
                """,
                new { After = after, Limit = limit }).Select(Parse),
        ];
    }

    /// <summary>How many media there are, and how many of them are marked missing or damaged.</summary>
    public (long All, long Harmed) Count()
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingle<(long, long)>(
            $"SELECT COUNT(*), COUNT(*) FILTER (WHERE state IN ({(int)MediaState.Missing}, {(int)MediaState.Damaged})) FROM media");
    }

    /// <summary>Which of some files in <c>outgoing/</c> or <c>incoming/</c> are of a media.</summary>
    public IReadOnlySet<Guid> KnownMedia(IReadOnlyList<Guid> files, bool incoming) => Known(
        $"SELECT id FROM media WHERE id IN (SELECT value FROM json_each(@Ids)) AND (origin = {(int)MediaOrigin.Received}) = @Incoming", files, incoming);

    /// <summary>Which of some files in <c>renditions/</c> are of a rendition.</summary>
    public IReadOnlySet<Guid> KnownRenditions(IReadOnlyList<Guid> files) => Known(
        """
        SELECT blob FROM renditions WHERE blob IN (SELECT value FROM json_each(@Ids))
        UNION SELECT thumbnail FROM renditions WHERE thumbnail IN (SELECT value FROM json_each(@Ids))
        """,
        files, incoming: false);

    /// <summary>Bytes that lie where they belong become a media. That it was ever gone is forgotten.</summary>
    /// <returns>False when there is a media of this id, or the content is in quarantine.</returns>
    public Task<bool> AdoptAsync(Media media) => writer.WriteAsync(connection =>
    {
        if (QuarantineCatalog.Blocks(connection, media.Digest))
        {
            return false;
        }

        var values = new
        {
            Id = media.Id.ToString(),
            media.Type,
            media.Length,
            media.Digest,
            At = media.CreatedAt.ToUnixTimeMilliseconds(),
            Origin = (int)media.Origin,
        };
        var added = connection.Execute(
            "INSERT OR IGNORE INTO media (id, type, length, digest, created_at, origin) VALUES (@Id, @Type, @Length, @Digest, @At, @Origin)", values) == 1;
        return added && connection.Execute("DELETE FROM forgotten WHERE media_id = @Id", values) >= 0;
    });

    private IReadOnlySet<Guid> Known(string sql, IReadOnlyList<Guid> files, bool incoming)
    {
        using var connection = file.OpenForReading();
        var ids = $"[\"{string.Join("\",\"", files.Select(id => id.ToString("D")))}\"]";
        return connection.Query<string>(sql, new { Ids = ids, Incoming = incoming }).Select(id => Parse(id).Value).ToHashSet();
    }

    private static MediaId Parse(string id) => new(Guid.ParseExact(id, "D"));
}
