using Dapper;

namespace MediaNode.Catalog;

/// <summary>What a catalogue says now of rows that a snapshot of it has.</summary>
internal sealed class LiveRows(CatalogFile file)
{
    /// <summary>Which of some media are still offered.</summary>
    public IReadOnlySet<Guid> Offered(IReadOnlyCollection<Guid> media) => Find(
        media, $"SELECT id FROM media WHERE id IN (SELECT value FROM json_each(@Ids)) AND state <> {(int)MediaState.Deleting}");

    /// <summary>Which of some blobs are still of a rendition.</summary>
    public IReadOnlySet<Guid> Named(IReadOnlyCollection<Guid> blobs) => Find(
        blobs,
        """
        SELECT blob FROM renditions WHERE blob IN (SELECT value FROM json_each(@Ids))
        UNION SELECT thumbnail FROM renditions WHERE thumbnail IN (SELECT value FROM json_each(@Ids))
        """);

    /// <summary>Which of some files have a row, whatever its state.</summary>
    public IReadOnlySet<Guid> Known(IReadOnlyCollection<Guid> media) => Find(media, "SELECT id FROM media WHERE id IN (SELECT value FROM json_each(@Ids))");

    public IReadOnlyList<ForgottenLine> WhyGone(IReadOnlyCollection<string> media)
    {
        using var connection = file.OpenForReading();
        return connection.Query<ForgottenLine>(
            """
            SELECT media_id MediaId, forgotten_at ForgottenAt, reason Reason, type Type, length Length, origin Origin
            FROM forgotten WHERE media_id IN (SELECT value FROM json_each(@Ids))
            """,
            new { Ids = Array(media) }).AsList();
    }

    private IReadOnlySet<Guid> Find(IReadOnlyCollection<Guid> ids, string sql)
    {
        if (ids.Count == 0)
        {
            return new HashSet<Guid>();
        }

        using var connection = file.OpenForReading();
        return connection.Query<string>(sql, new { Ids = Array(ids.Select(id => id.ToString("D"))) }).Select(id => Guid.ParseExact(id, "D")).ToHashSet();
    }

    private static string Array(IEnumerable<string> ids) => $"[\"{string.Join("\",\"", ids)}\"]";
}
