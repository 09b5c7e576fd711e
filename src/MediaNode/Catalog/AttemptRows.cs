using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>What went wrong on the way, a few rows for each subject: a message, a deposit or a redelivery.</summary>
internal static class AttemptRows
{
    /// <summary>The most that are kept of one subject: the last ones.</summary>
    public const int Most = 20;

    public static void Add(SqliteConnection connection, IEnumerable<string> subjects, long at, string reason)
    {
        foreach (var subject in subjects)
        {
            connection.Execute("INSERT INTO attempts (subject, at, reason) VALUES (@Subject, @At, @Reason)", new { Subject = subject, At = at, Reason = reason });
            connection.Execute(
                $"""
                DELETE FROM attempts WHERE subject = @Subject AND rowid NOT IN (
                    SELECT rowid FROM attempts WHERE subject = @Subject ORDER BY at DESC, rowid DESC LIMIT {Most})
                """,
                new { Subject = subject });
        }
    }
}
