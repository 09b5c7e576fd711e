using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The passes there were and those under way: their rows are where a restart goes on.</summary>
internal sealed class SweepCatalog(CatalogFile file, CatalogWriter writer, WebhookEvents webhooks, TimeProvider clock)
{
    private const string Columns =
        "id Id, kind Kind, asker Asker, started_at StartedAt, ended_at EndedAt, tier Tier, after After, looked Looked, forgotten Forgotten, bytes Bytes, fault Fault";

    /// <summary>Begins a pass, unless one of its kind that the same asked for is under way.</summary>
    /// <returns>It, or that one.</returns>
    public Task<SweepRow> BeginAsync(SweepKind kind, SweepAsker asker) => writer.WriteAsync(connection =>
    {
        var values = new { Kind = (int)kind, Asker = (int)asker, Now = Now() };
        connection.Execute(
            """
            INSERT INTO sweeps (kind, asker, started_at, tier, after, looked, forgotten, bytes) VALUES (@Kind, @Asker, @Now, 0, '', 0, 0, 0)
            ON CONFLICT (kind, asker) WHERE ended_at IS NULL DO NOTHING
            """,
            values);
        return connection.QuerySingle<SweepRow>($"SELECT {Columns} FROM sweeps WHERE kind = @Kind AND asker = @Asker AND ended_at IS NULL", values);
    });

    /// <summary>The pass that is to go on; null when none is under way. What somebody asked for comes before what the clock did.</summary>
    public SweepRow? Next()
    {
        using var connection = file.OpenForReading();
        return connection.QueryFirstOrDefault<SweepRow>($"SELECT {Columns} FROM sweeps WHERE ended_at IS NULL ORDER BY asker DESC, id LIMIT 1");
    }

    public SweepRow? Find(long id)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<SweepRow>($"SELECT {Columns} FROM sweeps WHERE id = @Id", new { Id = id });
    }

    /// <summary>A page of passes, the latest first.</summary>
    /// <param name="before">The last id of the page before; null for the first page.</param>
    /// <param name="limit">The most.</param>
    public IReadOnlyList<SweepRow> List(long? before, int limit)
    {
        using var connection = file.OpenForReading();
        return connection.Query<SweepRow>(
            $"SELECT {Columns} FROM sweeps WHERE id < @Before ORDER BY id DESC LIMIT @Limit", new { Before = before ?? long.MaxValue, Limit = limit }).AsList();
    }

    /// <summary>A pass came so far.</summary>
    public Task AdvanceAsync(long id, long tier, string after, int looked) => writer.WriteAsync(connection => connection.Execute(
        "UPDATE sweeps SET tier = @Tier, after = @After, looked = looked + @Looked WHERE id = @Id AND ended_at IS NULL",
        new { Id = id, Tier = tier, After = after, Looked = looked }));

    /// <summary>A pass is over.</summary>
    /// <param name="id">Which.</param>
    /// <param name="fault">Why early; null when it came to its end.</param>
    /// <param name="told">Given how it ended, an element of <c>services</c> as JSON, which the receiver of webhooks is told; null for nothing.</param>
    public Task EndAsync(long id, string? fault, Func<SweepRow, string?> told) => writer.WriteAsync(connection =>
    {
        if (connection.Execute("UPDATE sweeps SET ended_at = @Now, fault = @Fault WHERE id = @Id AND ended_at IS NULL", new { Id = id, Fault = fault, Now = Now() }) == 1
            && told(connection.QuerySingle<SweepRow>($"SELECT {Columns} FROM sweeps WHERE id = @Id", new { Id = id })) is { } item)
        {
            webhooks.OfService(connection, item);
        }

        return true;
    });

    /// <summary>Forgets passes that ended before a time.</summary>
    public Task<int> ForgetAsync(DateTimeOffset before) => writer.WriteAsync(connection =>
        connection.Execute("DELETE FROM sweeps WHERE ended_at < @Before", new { Before = before.ToUnixTimeMilliseconds() }));

    /// <summary>Counts what goes, in the write by which it does, so that the numbers are right whatever breaks off.</summary>
    public static void Count(SqliteConnection connection, long id, int forgotten, long bytes) => connection.Execute(
        "UPDATE sweeps SET forgotten = forgotten + @Forgotten, bytes = bytes + @Bytes WHERE id = @Id", new { Id = id, Forgotten = forgotten, Bytes = bytes });

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
