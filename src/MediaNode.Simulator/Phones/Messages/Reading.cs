using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>The owner of a phone reads.</summary>
internal static class Reading
{
    /// <summary>Marks a message of a chat as read and all before it, each with its receipt, once.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="phone">Whose.</param>
    /// <param name="number">The other side of the chat.</param>
    /// <param name="seq">The last that is read.</param>
    /// <param name="now">When.</param>
    public static void UpTo(SqliteConnection connection, Phone phone, string number, long seq, long now)
    {
        var unread = new { phone.WaId, number, seq, now, Due = phone.Online ? 0 : long.MaxValue };

        // In one statement each: a chat may have any number of messages.
        connection.Execute(
            """
            INSERT INTO receipt (number, message_id, wa_id, status, at, due)
            SELECT number, id, wa_id, 'read', @now, @Due FROM message
            WHERE wa_id = @WaId AND number = @number AND status = 'received' AND seq <= @seq ORDER BY seq
            """,
            unread);
        connection.Execute(
            "UPDATE message SET status = 'read' WHERE wa_id = @WaId AND number = @number AND status = 'received' AND seq <= @seq", unread);
    }

    /// <summary>Opens all chats of a phone, and remembers how they were.</summary>
    public static void Open(SqliteConnection connection, Phone phone, long now)
    {
        connection.Execute("DELETE FROM visit WHERE wa_id = @WaId", new { phone.WaId });
        connection.Execute(
            """
            INSERT INTO visit (wa_id, number, last_seq, first_unread, unread)
            SELECT wa_id, number, max(seq), min(CASE WHEN status = 'received' THEN seq END), sum(status = 'received')
            FROM message WHERE wa_id = @WaId AND status <> 'held' GROUP BY number
            """,
            new { phone.WaId });
        foreach (var (number, last) in connection.Query<(string, long)>(
            "SELECT number, last_seq FROM visit WHERE wa_id = @WaId AND unread > 0", new { phone.WaId }).AsList())
        {
            UpTo(connection, phone, number, last, now);
        }
    }
}
