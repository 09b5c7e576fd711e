using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>Links that nothing hangs on any more, and how they go.</summary>
internal sealed class OldLinks(CatalogFile file, CatalogWriter writer)
{
    // Whoever accepts a message waits at the most behind so many.
    private const int MostAtOnce = 100;

    // No message waits for it, and the media that it brought is gone: a message that names it again has it fetched anew either way.
    private const string Old =
        "state = 0 AND due_at < @Before AND (media_id IS NULL OR NOT EXISTS (SELECT 1 FROM media m WHERE m.id = links.media_id))";

    /// <summary>Forgets what was settled before a time, with what went wrong on the way.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ForgetAsync(DateTimeOffset before, CancellationToken stopping)
    {
        var (forgotten, after) = (0, 0L);
        while (Page(before.ToUnixTimeMilliseconds(), after) is { Count: > 0 } page)
        {
            stopping.ThrowIfCancellationRequested();
            forgotten += await writer.WriteAsync(connection => connection.Query<long>(
                $"DELETE FROM links WHERE id IN (SELECT value FROM json_each(@Ids)) AND {Old} RETURNING id",
                new { Ids = $"[{string.Join(',', page)}]", Before = before.ToUnixTimeMilliseconds() }).AsList() is { Count: > 0 } gone
                ? RemoveAttempts(connection, gone)
                : 0);
            after = page[^1];
        }

        return forgotten;
    }

    private static int RemoveAttempts(SqliteConnection connection, IReadOnlyCollection<long> ids)
    {
        connection.Execute(
            "DELETE FROM attempts WHERE subject IN (SELECT value FROM json_each(@Subjects))",
            new { Subjects = $"[{string.Join(',', ids.Select(id => $"\"{Link.SubjectOf(id)}\""))}]" });
        return ids.Count;
    }

    private List<long> Page(long before, long after)
    {
        using var connection = file.OpenForReading();
        return connection.Query<long>(
            $"SELECT id FROM links WHERE id > @After AND {Old} ORDER BY id LIMIT {MostAtOnce.ToString(CultureInfo.InvariantCulture)}",
            new { Before = before, After = after }).AsList();
    }
}
