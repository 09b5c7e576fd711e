using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The one hot statement of an upload, prepared once on the writer's connection.</summary>
internal sealed class MediaInsert : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _id;
    private readonly SqliteParameter _type;
    private readonly SqliteParameter _length;
    private readonly SqliteParameter _digest;
    private readonly SqliteParameter _createdAt;
    private readonly SqliteParameter _origin;
    private readonly SqliteParameter _expiresAt;

    public MediaInsert(SqliteConnection connection)
    {
        _command = connection.CreateCommand();
        _command.CommandText =
            $"""
            INSERT INTO media (id, type, length, digest, created_at, origin, expires_at)
            SELECT $id, $type, $length, $digest, $created_at, $origin, $expires_at WHERE NOT EXISTS ({QuarantineCatalog.Blocked} $digest)
            """;
        _id = _command.Parameters.Add("$id", SqliteType.Text);
        _type = _command.Parameters.Add("$type", SqliteType.Text);
        _length = _command.Parameters.Add("$length", SqliteType.Integer);
        _digest = _command.Parameters.Add("$digest", SqliteType.Blob);
        _createdAt = _command.Parameters.Add("$created_at", SqliteType.Integer);
        _origin = _command.Parameters.Add("$origin", SqliteType.Integer);
        _expiresAt = _command.Parameters.Add("$expires_at", SqliteType.Integer);
    }

    /// <returns>Whether it is there now: not when its content is in quarantine.</returns>
    public bool Run(Media media)
    {
        _id.Value = media.Id.ToString();
        _type.Value = media.Type;
        _length.Value = media.Length;
        _digest.Value = media.Digest;
        _createdAt.Value = media.CreatedAt.ToUnixTimeMilliseconds();
        _origin.Value = (int)media.Origin;
        _expiresAt.Value = media.ExpiresAt is { } expires ? expires.ToUnixTimeMilliseconds() : DBNull.Value;
        return _command.ExecuteNonQuery() == 1;
    }

    public void Dispose() => _command.Dispose();
}
