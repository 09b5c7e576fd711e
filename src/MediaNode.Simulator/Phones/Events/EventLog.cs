using System.Text.Json;
using Dapper;
using MediaNode.Simulator.Wire;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Events;

/// <summary>What the nodes are told, in order, kept for 30 days.</summary>
internal static class EventLog
{
    /// <summary>As docs/line.md promises.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Writes an event at the end of the log; ring <see cref="Bells.Events"/> once it is committed.</summary>
    /// <returns>Its cursor.</returns>
    public static long Append(SqliteConnection connection, string number, long at, Action<Utf8JsonWriter> members)
    {
        var body = JsonAnswer.ToBytes(writer =>
        {
            members(writer);
        });
        return connection.ExecuteScalar<long>(
            "INSERT INTO event (number, at, body) VALUES (@number, @at, @Body) RETURNING cursor", new { number, at, Body = body.ToArray() });
    }

    /// <summary>The events of a number after a cursor. Whoever asks for those after it has taken in what was before.</summary>
    public static IReadOnlyList<Event> After(SqliteConnection connection, string number, long cursor, int limit, long now)
    {
        connection.Execute(
            "UPDATE message SET status = 'delivered' WHERE number = @number AND status = 'sent' AND event_cursor <= @cursor", new { number, cursor });
        return
        [
            .. connection.Query<Event>(
                "SELECT cursor AS Cursor, body AS Body FROM event WHERE number = @number AND cursor > @cursor AND at > @Oldest ORDER BY cursor LIMIT @limit",
                new { number, cursor, limit, Oldest = now - (long)Kept.TotalMilliseconds }),
        ];
    }

    /// <summary>The number of the last event there ever was, of whatever business; zero for none.</summary>
    public static long Last(SqliteConnection connection) =>
        connection.ExecuteScalar<long?>("SELECT seq FROM sqlite_sequence WHERE name = 'event'") ?? 0;

    /// <summary>Forgets what is too old to be told.</summary>
    public static void Prune(SqliteConnection connection, long now) =>
        connection.Execute("DELETE FROM event WHERE at <= @Oldest", new { Oldest = now - (long)Kept.TotalMilliseconds });
}

/// <param name="Cursor">Its number.</param>
/// <param name="Body">A JSON object with everything but the cursor.</param>
internal sealed record Event(long Cursor, byte[] Body);
