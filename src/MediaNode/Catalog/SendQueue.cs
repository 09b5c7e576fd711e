using System.Globalization;
using System.Text;
using Dapper;
using MediaNode.Formats.Limits;

namespace MediaNode.Catalog;

/// <summary>The messages that are still to be sent, as the stages that move them along see them.</summary>
/// <remarks>
/// A lease is a time in the row; whoever takes one raises the row's revision, and only the holder of the present revision settles it. The
/// literal <c>state &lt; 2</c> in each statement is what lets SQLite use the indexes of open messages (sqlite.org/partialindex.html).
/// </remarks>
internal sealed class SendQueue(CatalogFile file, CatalogWriter writer, WebhookEvents webhooks, TimeProvider clock)
{
    private const string Open = "state < 2";

    // The most rows that one write changes, so that accepting a message never waits long behind it.
    private const int MostRows = 2000;

    /// <summary>The media and kinds that messages wait for, each once, however many messages do.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">The most.</param>
    public IReadOnlyList<WaitedFor> WaitedFor(WaitedFor? after, int limit)
    {
        using var connection = file.OpenForReading();
        // From one to the next by the index: DISTINCT would pass every message.
        const string next = "FROM messages WHERE state = 0 AND (media_id, kind) > (w.media_id, w.kind) ORDER BY media_id, kind LIMIT 1";
        return
        [
            .. connection.Query<(string MediaId, string Kind)>(
                $"""
                WITH RECURSIVE w (media_id, kind, ordinal) AS (
                    SELECT @MediaId, @Kind, 0
                    UNION ALL
                    SELECT (SELECT media_id {next}), (SELECT kind {next}), ordinal + 1 FROM w WHERE media_id IS NOT NULL AND ordinal < @Limit)
                SELECT media_id, kind FROM w WHERE ordinal > 0 AND media_id IS NOT NULL
                """,
                new { MediaId = after?.Media.ToString() ?? "", Kind = after is null ? "" : Kinds.NameOf(after.Kind), Limit = limit })
                .Select(row => new WaitedFor(new MediaId(Guid.ParseExact(row.MediaId, "D")), Kinds.Find(row.Kind)!.Value)),
        ];
    }

    /// <summary>The media is lodged: what waited for it may go.</summary>
    /// <returns>How many; there may be more when it is the most that one write changes.</returns>
    public Task<int> ReadyAsync(WaitedFor waited, string depositId) => writer.WriteAsync(connection => connection.Execute(
        $"""
        UPDATE messages SET state = 1, deposit_id = @DepositId, ready_at = @Now
        WHERE seq IN (SELECT seq FROM messages WHERE state = 0 AND media_id = @MediaId AND kind = @Kind LIMIT {MostRows})
        """,
        new { DepositId = depositId, Now = Now(), MediaId = waited.Media.ToString(), Kind = Kinds.NameOf(waited.Kind) }));

    /// <summary>The media cannot be sent: what waited for it fails.</summary>
    /// <returns>How many; there may be more when it is the most that one write changes.</returns>
    public Task<int> FailWaitingAsync(WaitedFor waited, MessageError error) => writer.WriteAsync(connection =>
    {
        var failed = connection.Query<long>(
            $"""
            UPDATE messages SET state = {(int)MessageState.Failed}, revision = revision + 1, failed_at = @Now, error = @Error
            WHERE seq IN (SELECT seq FROM messages WHERE state = 0 AND media_id = @MediaId AND kind = @Kind LIMIT {MostRows})
            RETURNING seq
            """,
            new { Error = MessageRow.Write(error), Now = Now(), MediaId = waited.Media.ToString(), Kind = Kinds.NameOf(waited.Kind) }).AsList();
        webhooks.AfterFailure(connection, failed);
        return failed.Count;
    });

    /// <summary>Takes the next messages in their order: none of a recipient whose earlier one waits, is on its way, or is not due.</summary>
    /// <param name="limit">The most.</param>
    /// <param name="lease">For how long nobody else may take them.</param>
    public Task<IReadOnlyList<Message>> ClaimAsync(int limit, TimeSpan lease) => writer.WriteAsync<IReadOnlyList<Message>>(connection =>
    {
        var now = Now();
        var rows = connection.Query<MessageRow>(
            $"""
            SELECT {MessageRow.Columns} FROM messages m
            WHERE state = 1 AND {Open} AND due_at <= @Now AND leased_until <= @Now AND NOT EXISTS (
                SELECT 1 FROM messages e WHERE e.recipient = m.recipient AND e.{Open} AND e.seq < m.seq
                    AND (e.state = 0 OR e.leased_until > @Now OR e.due_at > @Now))
            ORDER BY seq LIMIT @Limit
            """,
            new { Now = now, Limit = limit }).ToList();
        if (rows.Count > 0)
        {
            connection.Execute(
                "UPDATE messages SET leased_until = @Until, revision = revision + 1 WHERE seq IN (SELECT value FROM json_each(@Seqs))",
                new { Until = now + (long)lease.TotalMilliseconds, Seqs = Array(rows.Select(row => row.Seq)) });
        }

        return [.. rows.Select(row => row.ToMessage() with { Revision = row.Revision + 1 })];
    });

    /// <summary>Settles messages that the upstream answered for.</summary>
    /// <returns>How many were still ours.</returns>
    public Task<int> SettleAsync(IReadOnlyList<(Message Message, DateTimeOffset At, MessageError? Error)> answered) => writer.WriteAsync(connection =>
    {
        var sent = answered.Where(answer => answer.Error is null).ToList();
        var rows = Triples(sent.Select(answer => (answer.Message.Seq, answer.Message.Revision, answer.At.ToUnixTimeMilliseconds())));
        webhooks.BeforeSent(connection, rows);
        // A receipt may have been quicker than the answer: then it is only the time that is missing.
        var settled = sent.Count == 0 ? 0 : connection.Execute(
            $"""
            UPDATE messages SET state = MAX(state, {(int)MessageState.Sent}), leased_until = 0, sent_at = COALESCE(sent_at, x.at)
            FROM (SELECT value ->> 0 seq, value ->> 1 revision, value ->> 2 at FROM json_each(@Rows)) x
            WHERE messages.seq = x.seq AND messages.revision = x.revision AND messages.state <> {(int)MessageState.Failed}
            """,
            new { Rows = rows });
        var failed = new List<long>();
        foreach (var (message, at, error) in answered.Where(answer => answer.Error is not null))
        {
            if (connection.Execute(
                $"""
                UPDATE messages SET state = {(int)MessageState.Failed}, leased_until = 0, failed_at = @At, error = @Error
                WHERE seq = @Seq AND revision = @Revision AND {Open}
                """,
                new { message.Seq, message.Revision, At = at.ToUnixTimeMilliseconds(), Error = MessageRow.Write(error!) }) > 0)
            {
                failed.Add(message.Seq);
            }
        }

        webhooks.AfterFailure(connection, failed);
        return settled + failed.Count;
    });

    /// <summary>Gives messages back that could not be sent, with the reason; they are due again at once.</summary>
    public Task<int> GiveBackAsync(IReadOnlyList<Message> messages, string reason) => writer.WriteAsync(connection =>
    {
        var rows = Triples(messages.Select(message => (message.Seq, message.Revision, 0L)));
        var given = connection.Execute(
            $"""
            UPDATE messages SET leased_until = 0, attempts = attempts + 1
            FROM (SELECT value ->> 0 seq, value ->> 1 revision FROM json_each(@Rows)) x
            WHERE messages.seq = x.seq AND messages.revision = x.revision AND messages.{Open}
            """,
            new { Rows = rows });
        AttemptRows.Add(connection, messages.Select(message => message.Id), Now(), reason);
        return given;
    });

    /// <summary>Puts messages back to wait for their media: its deposit has expired meanwhile.</summary>
    public Task<int> WaitAgainAsync(IReadOnlyList<Message> messages) => writer.WriteAsync(connection => connection.Execute(
        """
        UPDATE messages SET state = 0, leased_until = 0, deposit_id = NULL, ready_at = NULL
        FROM (SELECT value ->> 0 seq, value ->> 1 revision FROM json_each(@Rows)) x
        WHERE messages.seq = x.seq AND messages.revision = x.revision AND messages.state = 1
        """,
        new { Rows = Triples(messages.Select(message => (message.Seq, message.Revision, 0L))) }));

    /// <summary>Fails what was accepted before a time and is still not sent.</summary>
    /// <returns>How many; there may be more.</returns>
    public Task<int> GiveUpAsync(DateTimeOffset before, MessageError error) => writer.WriteAsync(connection =>
    {
        var failed = connection.Query<long>(
            $"""
            UPDATE messages SET state = {(int)MessageState.Failed}, revision = revision + 1, failed_at = @Now, error = @Error
            WHERE leased_until <= @Now AND {Open} AND seq IN (
                SELECT seq FROM (SELECT seq, accepted_at FROM messages WHERE state = 0 AND {Open} ORDER BY seq LIMIT {MostRows}) WHERE accepted_at < @Before
                UNION ALL
                SELECT seq FROM (SELECT seq, accepted_at FROM messages WHERE state = 1 AND {Open} ORDER BY seq LIMIT {MostRows}) WHERE accepted_at < @Before)
            RETURNING seq
            """,
            new { Now = Now(), Before = before.ToUnixTimeMilliseconds(), Error = MessageRow.Write(error) }).AsList();
        webhooks.AfterFailure(connection, failed);
        return failed.Count;
    });

    /// <summary>Ends every lease: when the stage starts, and so nobody else can hold one.</summary>
    public Task<int> ReleaseAllAsync() => writer.WriteAsync(connection =>
        connection.Execute($"UPDATE messages SET leased_until = 0 WHERE state = 1 AND {Open} AND leased_until > 0"));

    private static string Array(IEnumerable<long> values) => $"[{string.Join(',', values)}]";

    private static string Triples(IEnumerable<(long First, long Second, long Third)> rows)
    {
        var json = new StringBuilder("[");
        foreach (var (first, second, third) in rows)
        {
            json.Append(json.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"[{first},{second},{third}]");
        }

        return json.Append(']').ToString();
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>A media as a kind that messages wait for.</summary>
internal sealed record WaitedFor(MediaId Media, Kind Kind);
