using Dapper;
using MediaNode.Simulator.Phones.Events;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>Messages arrive at phones.</summary>
internal static class Delivery
{
    /// <summary>The status of a message that waits for its phone.</summary>
    public const string Held = "held";

    /// <summary>The status of a message that its phone has and nobody has read.</summary>
    public const string Received = "received";

    private const int Page = 500;

    /// <returns>When the download of a message that arrives now is to be tried; null when the phone does not by itself.</returns>
    public static long? DueOf(Phone phone, Arrival message, long now) => message.HasMedia && phone.Download ? now : null;

    /// <summary>Tells the business that a message has arrived, as far as the phone does.</summary>
    public static void Announce(SqliteConnection connection, Phone phone, Arrival message, long now)
    {
        if (phone.Deliver)
        {
            Receipts.Add(connection, phone, message.Number, message.Id, Receipts.Delivered, now);
        }

        if (phone.Read || phone.ChatOpen)
        {
            Reading.UpTo(connection, phone, message.Number, message.Seq, now);
        }
    }

    /// <summary>A phone is online again: what it wrote goes out, and what was held back arrives, in order.</summary>
    public static void Resume(SqliteConnection connection, Phone phone, long now)
    {
        Receipts.Release(connection, phone.WaId);
        connection.Execute("UPDATE message SET parked = 0, due = @now WHERE wa_id = @WaId AND parked = 1", new { phone.WaId, now });
        IReadOnlyList<Arrival> page;
        do
        {
            page =
            [
                .. connection.Query<Arrival>(
                    """
                    SELECT seq AS Seq, number AS Number, id AS Id, media IS NOT NULL AS HasMedia FROM message
                    WHERE wa_id = @WaId AND status = 'held' ORDER BY seq LIMIT @Page
                    """,
                    new { phone.WaId, Page }),
            ];
            foreach (var message in page)
            {
                connection.Execute(
                    "UPDATE message SET status = @Received, due = @Due WHERE seq = @Seq", new { Received, message.Seq, Due = DueOf(phone, message, now) });
                Announce(connection, phone, message, now);
            }
        }
        while (page.Count == Page);
    }
}

/// <summary>A message that is about to arrive.</summary>
internal sealed record Arrival
{
    public long Seq { get; init; }

    public string Number { get; init; } = "";

    public string Id { get; init; } = "";

    public bool HasMedia { get; init; }
}
