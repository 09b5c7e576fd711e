using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Events;

/// <summary>Receipts on their way. A phone writes them in the transaction of what they tell; the postman carries them from there.</summary>
internal static class Receipts
{
    public const string Delivered = "delivered";
    public const string Read = "read";
    public const string Downloaded = "downloaded";

    /// <summary>Due when the phone is online again.</summary>
    private const long Held = long.MaxValue;

    public static void Add(SqliteConnection connection, Phone phone, string number, string messageId, string status, long now) =>
        connection.Execute(
            "INSERT INTO receipt (number, message_id, wa_id, status, at, due) VALUES (@number, @messageId, @WaId, @status, @now, @Due)",
            new { number, messageId, phone.WaId, status, now, Due = phone.Online ? 0 : Held });

    /// <summary>Lets go what a phone has written while it was offline.</summary>
    public static void Release(SqliteConnection connection, string waId) =>
        connection.Execute($"UPDATE receipt SET due = 0 WHERE wa_id = @waId AND due = {Held}", new { waId });

    public static IReadOnlyList<Receipt> Due(SqliteConnection connection, long now, int limit) =>
    [
        .. connection.Query<Receipt>(
            """
            SELECT seq AS Seq, number AS Number, message_id AS MessageId, wa_id AS WaId, status AS Status, at AS At, due AS Due
            FROM receipt WHERE due <= @now ORDER BY due, seq LIMIT @limit
            """,
            new { now, limit }),
    ];

    /// <returns>When the next late one is due; null when none is late.</returns>
    public static long? NextDue(SqliteConnection connection) =>
        connection.ExecuteScalar<long?>($"SELECT min(due) FROM receipt WHERE due < {Held}");
}

/// <summary>One receipt on its way.</summary>
internal sealed record Receipt(long Seq, string Number, string MessageId, string WaId, string Status, long At, long Due);
