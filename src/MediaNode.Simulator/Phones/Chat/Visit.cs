using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Chat;

/// <summary>How a chat was when it was opened: that is where the divider stays, and what can form albums.</summary>
internal sealed record Visit
{
    /// <summary>The last message that was there.</summary>
    public long LastSeq { get; init; }

    /// <summary>The first message that had not been read; null when all had.</summary>
    public long? FirstUnread { get; init; }

    /// <summary>How many had not been read.</summary>
    public long Unread { get; init; }

    /// <summary>The visit of a chat that lies open.</summary>
    public static Visit Of(SqliteConnection connection, string waId, string number) => connection.QuerySingleOrDefault<Visit>(
        "SELECT last_seq AS LastSeq, first_unread AS FirstUnread, unread AS Unread FROM visit WHERE wa_id = @waId AND number = @number",
        new { waId, number }) ?? new Visit();

    /// <summary>A visit that begins now, and ends with the look.</summary>
    public static Visit New(SqliteConnection connection, string waId, string number)
    {
        var (first, unread) = connection.QuerySingle<(long?, long)>(
            "SELECT min(seq), count(*) FROM message WHERE wa_id = @waId AND number = @number AND status = 'received'", new { waId, number });
        return new Visit { LastSeq = long.MaxValue, FirstUnread = first, Unread = unread };
    }
}
