using Dapper;
using MediaNode.Simulator.Phones.Events;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>Messages arrive at phones.</summary>
internal static class Delivery
{
    /// <summary>The status of a message that waits for its phone.</summary>
    public const string Held = "held";

    private const int Page = 500;

    /// <summary>A message that is held arrives, unless the phone is offline.</summary>
    public static void Arrive(SqliteConnection connection, Phone phone, Arrival message, long now)
    {
        if (!phone.Online)
        {
            return;
        }

        connection.Execute(
            "UPDATE message SET status = 'received', due = @Due WHERE seq = @Seq",
            new { message.Seq, Due = message.HasMedia && phone.Download ? now : (long?)null });
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
                Arrive(connection, phone, message, now);
            }
        }
        while (page.Count == Page);
    }
}

/// <summary>A message that is about to arrive.</summary>
internal sealed record Arrival
{
    public Arrival()
    {
    }

    public Arrival(long seq, string number, string id, bool hasMedia) => (Seq, Number, Id, HasMedia) = (seq, number, id, hasMedia);

    public long Seq { get; init; }

    public string Number { get; init; } = "";

    public string Id { get; init; } = "";

    public bool HasMedia { get; init; }
}
