using Dapper;

namespace MediaNode.Catalog;

/// <summary>Messages that nobody needs any more, and how they go.</summary>
internal sealed class OldMessages(CatalogFile file, CatalogWriter writer)
{
    private static readonly string _settled = $"m.state >= {(int)MessageState.Sent} AND NOT EXISTS (SELECT 1 FROM redeliveries d WHERE d.message_id = m.id AND d.state = 0)";

    /// <summary>A page in the order in which messages were accepted; it ends at the first that is too young.</summary>
    /// <param name="after">The last of the page before; zero for the first page.</param>
    /// <param name="before">Nothing may have happened to a message since.</param>
    /// <param name="ofKept">Whether those go as well whose media is still here, so that it could be delivered again.</param>
    /// <param name="limit">The most rows that are looked at.</param>
    public OldMessagePage Page(long after, DateTimeOffset before, bool ofKept, int limit)
    {
        using var connection = file.OpenForReading();
        var rows = connection.Query<(long Seq, long AcceptedAt)>(
            "SELECT seq, accepted_at FROM messages WHERE seq > @After ORDER BY seq LIMIT @Limit", new { After = after, Limit = limit }).AsList();
        var old = rows.TakeWhile(row => row.AcceptedAt < before.ToUnixTimeMilliseconds()).ToList();
        if (old.Count == 0)
        {
            return new OldMessagePage(0, null, []);
        }

        var going = connection.Query<long>(
            $"""
            SELECT m.seq FROM messages m
            WHERE m.seq > @After AND m.seq <= @Last AND {_settled}
                AND MAX(m.accepted_at, COALESCE(m.sent_at, 0), COALESCE(m.delivered_at, 0), COALESCE(m.read_at, 0), COALESCE(m.downloaded_at, 0),
                    COALESCE(m.failed_at, 0)) < @Before
                AND m.id NOT IN (SELECT subject FROM webhook_events UNION SELECT subject FROM webhook_subjects)
                AND (@OfKept OR m.state = {(int)MessageState.Failed} OR m.media_id IS NULL
                    OR NOT EXISTS (SELECT 1 FROM media k WHERE k.id = m.media_id AND k.state <> {(int)MediaState.Deleting}))
            ORDER BY m.seq
            """,
            new { After = after, Last = old[^1].Seq, Before = before.ToUnixTimeMilliseconds(), OfKept = ofKept }).AsList();
        return new OldMessagePage(old.Count, old.Count == limit ? old[^1].Seq : null, going);
    }

    /// <summary>Whether any message was accepted before a time.</summary>
    public bool AnyBefore(DateTimeOffset before)
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long?>("SELECT accepted_at FROM messages ORDER BY seq LIMIT 1") < before.ToUnixTimeMilliseconds();
    }

    /// <summary>Forgets messages with their attempts and requests. That they used their media is not forgotten.</summary>
    /// <param name="seqs">Found a moment ago; few, since the writer is busy meanwhile. One that a recipient has asked about since stays.</param>
    /// <param name="sweep">Whose they are counted as.</param>
    public Task ForgetAsync(IReadOnlyCollection<long> seqs, long sweep) => writer.WriteAsync(connection =>
    {
        var going = connection.Query<(long Seq, string Id, string? Media)>(
            $"SELECT m.seq, m.id, m.media_id FROM messages m WHERE m.seq IN (SELECT value FROM json_each(@Seqs)) AND {_settled}",
            new { Seqs = $"[{string.Join(',', seqs)}]" }).AsList();
        var values = new { Seqs = $"[{string.Join(',', going.Select(row => row.Seq))}]", Ids = $"[\"{string.Join("\",\"", going.Select(row => row.Id))}\"]" };
        connection.Execute(
            """
            UPDATE media SET used_at = MAX(COALESCE(used_at, 0), x.at)
            FROM (SELECT media_id, MAX(accepted_at) at FROM messages
                WHERE seq IN (SELECT value FROM json_each(@Seqs)) AND media_id IS NOT NULL GROUP BY media_id) x
            WHERE media.id = x.media_id;
            DELETE FROM attempts WHERE subject IN (SELECT value FROM json_each(@Ids));
            DELETE FROM redeliveries WHERE message_id IN (SELECT value FROM json_each(@Ids));
            DELETE FROM messages WHERE seq IN (SELECT value FROM json_each(@Seqs));
            """,
            values);
        DepositCatalog.RemoveUnused(connection, going.Select(row => row.Media).OfType<string>().Distinct());
        SweepCatalog.Count(connection, sweep, going.Count, bytes: 0);
        return going.Count;
    });
}

/// <summary>Some messages that may have to go.</summary>
/// <param name="Looked">How many rows were looked at.</param>
/// <param name="Next">Behind which the next page begins; null after the last.</param>
/// <param name="Going">Which of them nobody needs.</param>
internal sealed record OldMessagePage(int Looked, long? Next, IReadOnlyList<long> Going);
