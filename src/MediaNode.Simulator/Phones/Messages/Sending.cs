using System.Security.Cryptography;
using Dapper;
using MediaNode.Simulator.Phones.Events;
using MediaNode.Simulator.Phones.Outgoing;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>The owner of a phone writes.</summary>
internal static class Sending
{
    /// <summary>To whom a message goes.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="phone">Whose.</param>
    /// <param name="to">The businesses; none for all with whom the phone has talked.</param>
    /// <exception cref="RefusedException">The phone is offline, or there is nobody.</exception>
    public static IReadOnlyList<string> Recipients(SqliteConnection connection, Phone phone, IReadOnlyList<string> to)
    {
        if (!phone.Online)
        {
            throw new RefusedException(StatusCodes.Status409Conflict, "The phone is offline.");
        }

        var numbers = to.Count > 0 ? to : connection.Query<string>("SELECT DISTINCT number FROM message WHERE wa_id = @WaId", new { phone.WaId }).AsList();
        return numbers.Count > 0
            ? numbers
            : throw new RefusedException(StatusCodes.Status409Conflict, "The phone has talked with nobody yet; say to whom with `?to=NUMBER`.");
    }

    /// <summary>Sends a message, as an event for each node.</summary>
    /// <param name="connection">In a transaction.</param>
    /// <param name="phone">Whose.</param>
    /// <param name="to">The businesses; none for all with whom the phone has talked.</param>
    /// <param name="message">What is sent. Its media lies on the media servers.</param>
    /// <param name="now">When.</param>
    /// <returns>The id of the message.</returns>
    /// <exception cref="RefusedException">The phone is offline, or there is nobody.</exception>
    public static string Send(SqliteConnection connection, Phone phone, IReadOnlyList<string> to, OwnMessage message, long now)
    {
        var id = $"ABGG{Convert.ToHexString(RandomNumberGenerator.GetBytes(12))}";
        foreach (var number in Recipients(connection, phone, to))
        {
            var cursor = Tell(connection, phone, number, id, message, now);
            connection.Execute(
                """
                INSERT INTO message (number, wa_id, id, incoming, type, at, status, content, event_cursor, media, kind, url, direct_path, state, digest)
                VALUES (@number, @WaId, @id, 0, @Type, @now, 'sent', @Content, @cursor, @Media, @Kind, @Url, @DirectPath, @State, @Digest)
                """,
                new
                {
                    number,
                    phone.WaId,
                    id,
                    message.Type,
                    now,
                    message.Content,
                    cursor,
                    message.Media,
                    Kind = message.Media is null ? null : message.Type,
                    message.Url,
                    message.DirectPath,
                    State = message.Media is null ? null : "downloaded", // Its owner sees it from the first.
                    message.Digest,
                });
        }

        return id;
    }

    /// <summary>The business has read a message of a phone, and all before it from the same phone.</summary>
    public static void ReadBy(SqliteConnection connection, Message message) => connection.Execute(
        "UPDATE message SET status = 'read' WHERE wa_id = @WaId AND number = @Number AND incoming = 0 AND seq <= @Seq AND status <> 'read'",
        new { message.WaId, message.Number, message.Seq });

    private static long Tell(SqliteConnection connection, Phone phone, string number, string id, OwnMessage message, long now) =>
        EventLog.Append(connection, number, now, writer =>
        {
            writer.WriteString("type"u8, "message"u8);
            writer.WriteString("message_id"u8, id);
            writer.WriteString("from"u8, phone.WaId);
            writer.WriteString("name"u8, phone.Name);
            writer.WriteString("message_type"u8, message.Type);
            writer.WritePropertyName("content"u8);
            writer.WriteRawValue(message.Content, skipInputValidation: true);
            if (message.Media is not null)
            {
                writer.WritePropertyName("media"u8);
                writer.WriteRawValue(message.Media, skipInputValidation: true);
            }

            writer.WriteString("timestamp"u8, Instant.ToText(now));
        });
}
