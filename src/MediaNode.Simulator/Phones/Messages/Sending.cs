using System.Security.Cryptography;
using Dapper;
using MediaNode.Simulator.Phones.Events;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>The owner of a phone writes.</summary>
internal static class Sending
{
    // A text of the protocol may have so many characters.
    private const int LongestText = 4096;

    /// <summary>Sends a text, as an event for each node.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="phone">Whose.</param>
    /// <param name="to">The businesses; none for all with whom the phone has talked.</param>
    /// <param name="text">What is written.</param>
    /// <param name="now">When.</param>
    /// <returns>The id of the message.</returns>
    public static string Text(SqliteConnection connection, Phone phone, IReadOnlyList<string> to, string text, long now)
    {
        if (!phone.Online)
        {
            throw new RefusedException(StatusCodes.Status409Conflict, "The phone is offline.");
        }

        if (text.Length > LongestText)
        {
            throw new RefusedException($"`body` may have {LongestText} characters.");
        }

        var numbers = to.Count > 0 ? to : connection.Query<string>("SELECT DISTINCT number FROM message WHERE wa_id = @WaId", new { phone.WaId }).AsList();
        if (numbers.Count == 0)
        {
            throw new RefusedException(StatusCodes.Status409Conflict, "The phone has talked with nobody yet; say to whom with `?to=NUMBER`.");
        }

        var id = $"ABGG{Convert.ToHexString(RandomNumberGenerator.GetBytes(12))}";
        var content = JsonAnswer.ToBytes(writer =>
        {
            writer.WriteString("body"u8, text);
        }).ToArray();
        foreach (var number in numbers)
        {
            var cursor = EventLog.Append(connection, number, now, writer =>
            {
                writer.WriteString("type"u8, "message"u8);
                writer.WriteString("message_id"u8, id);
                writer.WriteString("from"u8, phone.WaId);
                writer.WriteString("name"u8, phone.Name);
                writer.WriteString("message_type"u8, "text"u8);
                writer.WritePropertyName("content"u8);
                writer.WriteRawValue(content, skipInputValidation: true);
                writer.WriteString("timestamp"u8, Instant.ToText(now));
            });
            connection.Execute(
                """
                INSERT INTO message (number, wa_id, id, incoming, type, at, status, content, event_cursor)
                VALUES (@number, @WaId, @id, 0, 'text', @now, 'sent', @content, @cursor)
                """,
                new { number, phone.WaId, id, now, content, cursor });
        }

        return id;
    }

    /// <summary>The business has read a message of a phone, and all before it from the same phone.</summary>
    public static void ReadBy(SqliteConnection connection, Message message) => connection.Execute(
        "UPDATE message SET status = 'read' WHERE wa_id = @WaId AND number = @Number AND incoming = 0 AND seq <= @Seq AND status <> 'read'",
        new { message.WaId, message.Number, message.Seq });
}
