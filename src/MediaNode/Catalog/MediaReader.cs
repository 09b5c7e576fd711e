using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>A reading connection with its statements prepared; used by one thread at a time.</summary>
internal sealed class MediaReader : IDisposable
{
    private const string Columns = "id, type, length, digest, state, created_at, origin, expires_at, pinned_at";

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;
    private readonly SqliteParameter _id;

    public MediaReader(SqliteConnection connection)
    {
        _connection = connection;
        _find = connection.CreateCommand();
        _find.CommandText = $"SELECT {Columns} FROM media WHERE id = $id";
        _id = _find.Parameters.Add("$id", SqliteType.Text);
    }

    public Media? Find(MediaId id)
    {
        _id.Value = id.ToString();
        using var rows = _find.ExecuteReader();
        return rows.Read() ? Row(rows) : null;
    }

    public IReadOnlyList<Media> List(MediaFilter filter, MediaId? after, int limit)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT {Columns} FROM media WHERE id > $after AND state <> {(int)MediaState.Deleting}";
        filter.AddTo(command);
        command.CommandText += " ORDER BY id LIMIT $limit";
        command.Parameters.AddWithValue("$after", after?.ToString() ?? "");
        command.Parameters.AddWithValue("$limit", limit);
        using var rows = command.ExecuteReader();
        var media = new List<Media>();
        while (rows.Read())
        {
            media.Add(Row(rows));
        }

        return media;
    }

    public IReadOnlyList<MediaId> Deleting()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT id FROM media WHERE state = {(int)MediaState.Deleting}";
        using var rows = command.ExecuteReader();
        var ids = new List<MediaId>();
        while (rows.Read())
        {
            ids.Add(new MediaId(Guid.ParseExact(rows.GetString(0), "D")));
        }

        return ids;
    }

    public void Dispose()
    {
        _find.Dispose();
        _connection.Dispose();
    }

    private static Media Row(SqliteDataReader row) => new()
    {
        Id = new MediaId(Guid.ParseExact(row.GetString(0), "D")),
        Type = row.GetString(1),
        Length = row.GetInt64(2),
        Digest = row.GetFieldValue<byte[]>(3),
        State = (MediaState)row.GetInt32(4),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
        Origin = (MediaOrigin)row.GetInt32(6),
        ExpiresAt = Time(row, 7),
        PinnedAt = Time(row, 8),
    };

    private static DateTimeOffset? Time(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
