using MediaNode.Formats.Limits;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The one hot statement of accepting a message, prepared once on the writer's connection.</summary>
internal sealed class MessageInsert : IDisposable
{
    private readonly SqliteCommand _command;
    private readonly SqliteParameter[] _values;

    public MessageInsert(SqliteConnection connection)
    {
        _command = connection.CreateCommand();
        _command.CommandText =
            $"""
            INSERT INTO messages (id, recipient, type, content, preview_url, media_id, kind, deposit_id, state, revision, leased_until, due_at, attempts, accepted_at, ready_at,
                link_id, link_wish)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 0, 0, $10, $11, $12, $13
            WHERE $6 IS NULL OR COALESCE(
                (SELECT state <> 3 AND NOT EXISTS ({QuarantineCatalog.Blocked} m.digest) FROM media m WHERE id = $6),
                NOT EXISTS (SELECT 1 FROM forgotten WHERE media_id = $6))
            """;
        _values =
        [
            .. Enumerable.Range(1, 13).Select(number => _command.Parameters.Add(
                $"${number.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
                number is 5 or >= 9 ? SqliteType.Integer : SqliteType.Text)),
        ];
    }

    /// <returns>Whether it is there now: not when its media has begun to go, or come into quarantine, since somebody looked.</returns>
    public bool Run(Message message)
    {
        object?[] values =
        [
            message.Id, message.Recipient, message.Type, message.Content, message.PreviewUrl ? 1L : 0L, message.MediaId?.ToString(),
            message.Kind is { } kind ? Kinds.NameOf(kind) : null, message.DepositId, (long)message.State,
            message.AcceptedAt.ToUnixTimeMilliseconds(), message.ReadyAt?.ToUnixTimeMilliseconds(),
            message.LinkId, (long)message.LinkWish,
        ];
        for (var at = 0; at < values.Length; at++)
        {
            _values[at].Value = values[at] ?? DBNull.Value;
        }

        return _command.ExecuteNonQuery() == 1;
    }

    public void Dispose() => _command.Dispose();
}
