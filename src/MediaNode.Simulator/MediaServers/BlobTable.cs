using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.MediaServers;

/// <summary>The rows of blobs and partials. Each method is for use within <see cref="Storage.SimulatorStore.Do{T}"/>.</summary>
internal static class BlobTable
{
    private const string Columns = "number, id, token, length, type, host, stored_at, expires_at, downloads";

    /// <returns>The same with its number.</returns>
    public static Blob Insert(SqliteConnection connection, Blob blob)
    {
        using var command = Command(
            connection,
            """
            INSERT INTO blobs (id, token, length, type, host, stored_at, expires_at)
            VALUES ($id, $token, $length, $type, $host, $stored, $expires) RETURNING number
            """,
            ("$id", blob.Id), ("$token", blob.Token), ("$length", blob.Length), ("$type", blob.Type), ("$host", blob.Host),
            ("$stored", blob.StoredAt.ToUnixTimeMilliseconds()), ("$expires", blob.ExpiresAt.ToUnixTimeSeconds()));
        return blob with { Number = (long)command.ExecuteScalar()! };
    }

    public static void MarkOfPhone(SqliteConnection connection, string id) =>
        Execute(connection, "INSERT INTO blobs_of_phones (id) VALUES ($id)", ("$id", id));

    public static bool IsOfPhone(SqliteConnection connection, string id) =>
        Ids(connection, "SELECT id FROM blobs_of_phones WHERE id = $id", ("$id", id)).Count > 0;

    public static Blob? Find(SqliteConnection connection, string id) =>
        Read(connection, $"SELECT {Columns} FROM blobs WHERE id = $id", ("$id", id)).FirstOrDefault();

    /// <returns>The one with these bytes that lasts longest.</returns>
    public static Blob? FindLast(SqliteConnection connection, byte[] token) =>
        Read(connection, $"SELECT {Columns} FROM blobs WHERE token = $token ORDER BY expires_at DESC, number DESC LIMIT 1", ("$token", token))
            .FirstOrDefault();

    public static IReadOnlyList<Blob> List(SqliteConnection connection, long after, int limit) =>
        Read(connection, $"SELECT {Columns} FROM blobs WHERE number > $after ORDER BY number LIMIT $limit", ("$after", after), ("$limit", limit));

    public static void CountDownloads(SqliteConnection connection, string id, int more) =>
        Execute(connection, "UPDATE blobs SET downloads = downloads + $more WHERE id = $id", ("$more", more), ("$id", id));

    /// <returns>The ids of those that expired and still have bytes.</returns>
    public static IReadOnlyList<string> Expired(SqliteConnection connection, DateTimeOffset now) =>
        Ids(connection, "SELECT id FROM blobs WHERE swept = 0 AND expires_at <= $now", ("$now", now.ToUnixTimeSeconds()));

    public static void MarkSwept(SqliteConnection connection, string id) =>
        Execute(connection, "UPDATE blobs SET swept = 1 WHERE id = $id", ("$id", id));

    public static void ForgetBefore(SqliteConnection connection, DateTimeOffset expired) => Execute(
        connection,
        """
        DELETE FROM blobs_of_phones WHERE id IN (SELECT id FROM blobs WHERE swept = 1 AND expires_at <= $expired);
        DELETE FROM blobs WHERE swept = 1 AND expires_at <= $expired
        """,
        ("$expired", expired.ToUnixTimeSeconds()));

    public static void InsertPartial(SqliteConnection connection, string id, byte[] token, DateTimeOffset now) => Execute(
        connection,
        "INSERT INTO partials (id, token, changed_at) VALUES ($id, $token, $now)",
        ("$id", id), ("$token", token), ("$now", now.ToUnixTimeSeconds()));

    public static void TouchPartial(SqliteConnection connection, string id, DateTimeOffset now) =>
        Execute(connection, "UPDATE partials SET changed_at = $now WHERE id = $id", ("$now", now.ToUnixTimeSeconds()), ("$id", id));

    public static void DeletePartial(SqliteConnection connection, string id) =>
        Execute(connection, "DELETE FROM partials WHERE id = $id", ("$id", id));

    public static IReadOnlyList<string> PartialsOf(SqliteConnection connection, byte[] token, DateTimeOffset? after = null) => Ids(
        connection,
        "SELECT id FROM partials WHERE token = $token AND changed_at > $after",
        ("$token", token), ("$after", after?.ToUnixTimeSeconds() ?? 0));

    public static IReadOnlyList<string> PartialsBefore(SqliteConnection connection, DateTimeOffset changed) =>
        Ids(connection, "SELECT id FROM partials WHERE changed_at <= $changed", ("$changed", changed.ToUnixTimeSeconds()));

    public static bool HasPartial(SqliteConnection connection, string id) =>
        Ids(connection, "SELECT id FROM partials WHERE id = $id", ("$id", id)).Count > 0;

    private static List<Blob> Read(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        using var rows = command.ExecuteReader();
        var blobs = new List<Blob>();
        while (rows.Read())
        {
            blobs.Add(new Blob(
                rows.GetInt64(0),
                rows.GetString(1),
                rows.GetFieldValue<byte[]>(2),
                rows.GetInt64(3),
                rows.GetString(4),
                rows.GetString(5),
                DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)),
                DateTimeOffset.FromUnixTimeSeconds(rows.GetInt64(7)),
                rows.GetInt64(8)));
        }

        return blobs;
    }

    private static List<string> Ids(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        using var rows = command.ExecuteReader();
        var ids = new List<string>();
        while (rows.Read())
        {
            ids.Add(rows.GetString(0));
        }

        return ids;
    }

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
