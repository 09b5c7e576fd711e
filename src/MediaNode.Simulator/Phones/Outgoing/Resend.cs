using Dapper;
using MediaNode.Simulator.Phones.Messages;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>A node wants a media of a phone's message once more, and has no answer yet.</summary>
internal sealed record Resend
{
    /// <summary>The business that asks.</summary>
    public string Number { get; init; } = "";

    public string MessageId { get; init; } = "";

    /// <summary>Whether a request came that was sealed under the key of the media.</summary>
    public bool Opened { get; init; }

    /// <summary>Notes a request. Of several before the answer, one that could be opened is enough.</summary>
    public static void Ask(SqliteConnection connection, Message message, bool opened, long now) => connection.Execute(
        """
        INSERT INTO resend (number, message_id, wa_id, opened, asked_at) VALUES (@Number, @Id, @WaId, @opened, @now)
        ON CONFLICT DO UPDATE SET opened = max(opened, excluded.opened)
        """,
        new { message.Number, message.Id, message.WaId, opened, now });

    /// <returns>The oldest of a phone that is online; null when there is none.</returns>
    public static Resend? Next(SqliteConnection connection) => connection.QueryFirstOrDefault<Resend>(
        """
        SELECT resend.number AS Number, resend.message_id AS MessageId, resend.opened AS Opened
        FROM resend JOIN phone ON phone.wa_id = resend.wa_id WHERE phone.online = 1 ORDER BY resend.asked_at LIMIT 1
        """);

    /// <summary>It has its answer.</summary>
    public void End(SqliteConnection connection) =>
        connection.Execute("DELETE FROM resend WHERE number = @Number AND message_id = @MessageId", this);
}
