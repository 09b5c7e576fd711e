using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The media of users' messages: who is at which, and what came of it.</summary>
internal sealed class InboundCatalog(CatalogFile file, CatalogWriter writer, WebhookEvents webhooks, TimeProvider clock)
{
    private const string Ours = "message_id = @MessageId AND revision = @Revision AND state IN (0, 1, 3)";

    private readonly InboundLine _line = new(webhooks, clock);

    /// <summary>Takes media that are due, whatever is next to be done with them.</summary>
    /// <param name="limit">The most.</param>
    /// <param name="underWay">Those that this process is at, whatever their leases say.</param>
    /// <param name="lease">For how long.</param>
    public Task<IReadOnlyList<InboundMediaRow>> ClaimAsync(int limit, IEnumerable<string> underWay, TimeSpan lease)
    {
        var busy = JsonArray(underWay);
        return writer.WriteAsync<IReadOnlyList<InboundMediaRow>>(connection =>
        {
            var now = Now();
            return
            [
                .. connection.Query<InboundMediaRow>(
                    $"""
                    UPDATE inbound_media SET leased_until = @Until, revision = revision + 1
                    WHERE message_id IN (
                        SELECT message_id FROM inbound_media
                        WHERE state IN (0, 1, 3) AND due_at <= @Now AND leased_until <= @Now AND message_id NOT IN (SELECT value FROM json_each(@Busy))
                        ORDER BY due_at LIMIT @Limit)
                    RETURNING {InboundMediaRow.Columns}
                    """,
                    new { Now = now, Until = now + (long)lease.TotalMilliseconds, Limit = limit, Busy = busy }),
            ];
        });
    }

    /// <summary>When the next is due that nobody is at; null when none waits.</summary>
    public DateTimeOffset? NextDue(IEnumerable<string> underWay)
    {
        using var connection = file.OpenForReading();
        return Time(connection.ExecuteScalar<long?>(
            "SELECT MIN(MAX(due_at, leased_until)) FROM inbound_media WHERE state IN (0, 1, 3) AND message_id NOT IN (SELECT value FROM json_each(@Busy))",
            new { Busy = JsonArray(underWay) }));
    }

    /// <summary>When the next message that waits for one before it may be told all the same; null when none waits.</summary>
    public DateTimeOffset? NextHeld()
    {
        using var connection = file.OpenForReading();
        return Time(connection.ExecuteScalar<long?>(
            """
            SELECT MIN(hold_until) FROM inbound INDEXED BY inbound_untold
            WHERE told < 2 AND told = 0 AND hold_until > @Now
                AND sender IN (SELECT sender FROM inbound INDEXED BY inbound_untold WHERE told < 2 AND told = 1)
            """,
            new { Now = Now() }));
    }

    /// <summary>Tells those that need not wait any longer for what was written before them.</summary>
    public async Task TellHeldAsync()
    {
        IReadOnlyList<string> senders;
        using (var connection = file.OpenForReading())
        {
            senders =
            [
                .. connection.Query<string>(
                    """
                    SELECT DISTINCT i.sender FROM inbound i INDEXED BY inbound_untold WHERE i.told < 2 AND i.told = 1 AND NOT EXISTS (
                        SELECT 1 FROM inbound b INDEXED BY inbound_untold
                        WHERE b.sender = i.sender AND b.told < 2 AND b.told = 0 AND b.seq < i.seq AND b.hold_until > @Now)
                    """,
                    new { Now = Now() }),
            ];
        }

        if (senders.Count > 0)
        {
            await writer.WriteAsync(connection =>
            {
                foreach (var sender in senders)
                {
                    _line.Tell(connection, sender);
                }

                return true;
            });
        }
    }

    /// <returns>Whether it is still ours.</returns>
    public Task<bool> ProlongAsync(InboundMediaRow row, TimeSpan lease) => writer.WriteAsync(connection => connection.Execute(
        $"UPDATE inbound_media SET leased_until = @Until WHERE {Ours}",
        new { row.MessageId, row.Revision, Until = Now() + (long)lease.TotalMilliseconds }) == 1);

    /// <summary>Ends every lease: when the stage starts, and so nobody else can hold one. Who was about to ask a sender asks again.</summary>
    public Task ReleaseAllAsync() => writer.WriteAsync(connection => connection.Execute(
        """
        UPDATE inbound_media SET leased_until = 0, due_at = CASE WHEN state = 3 THEN 0 ELSE due_at END, state = CASE WHEN state = 3 THEN 0 ELSE state END
        WHERE state IN (0, 1, 3) AND leased_until > 0
        """));

    /// <summary>The bytes are durable: the media is in the catalogue from now on, and nobody knows of it yet.</summary>
    /// <returns>Whether the row was still ours.</returns>
    public Task<bool> LandAsync(InboundMediaRow row, Media media, string? found) => writer.WriteAsync(connection =>
    {
        if (QuarantineCatalog.Blocks(connection, media.Digest) || connection.Execute(
            $"UPDATE inbound_media SET state = {(int)InboundState.Landed}, found = @Found, due_at = 0 WHERE {Ours} AND state = {(int)InboundState.Waiting}",
            new { row.MessageId, row.Revision, Found = found }) == 0)
        {
            return false;
        }

        using var insert = new MediaInsert(connection);
        return insert.Run(media);
    });

    /// <summary>The bytes of one that had landed are gone: it is to be fetched as if it never had. The lease stays.</summary>
    /// <returns>Whether it is; not where the row is no longer ours, or the media is being deleted.</returns>
    public Task<bool> LoseAsync(InboundMediaRow row) => writer.WriteAsync(connection =>
    {
        if (connection.Execute(
            $"""
            UPDATE inbound_media SET state = {(int)InboundState.Waiting}, found = NULL
            WHERE {Ours} AND state = {(int)InboundState.Landed}
                AND NOT EXISTS (SELECT 1 FROM media WHERE id = media_id AND media.state = {(int)MediaState.Deleting})
            """,
            row) == 0)
        {
            return false;
        }

        connection.Execute("DELETE FROM media WHERE id = @MediaId", row);
        return true;
    });

    /// <summary>It is here, or will not come: whoever waits to be told of it is told, in the same write.</summary>
    /// <param name="row">Claimed.</param>
    /// <param name="settled">What came of it.</param>
    public Task<bool> SettleAsync(InboundMediaRow row, SettledMedia settled) => writer.WriteAsync(connection =>
    {
        var wanted = connection.ExecuteScalar<long?>($"SELECT wanted FROM inbound_media WHERE {Ours}", row);
        if (wanted is null)
        {
            return false;
        }

        connection.Execute(
            $"""
            UPDATE inbound_media SET state = @State, leased_until = 0, wanted = 0, attempts = 0, asks = 0, answer_p = NULL, answer_iv = NULL,
                answer_code = NULL, reason = @Reason, content = @Content, error = @Error, fetched_at = @FetchedAt
            WHERE {Ours}
            """,
            new
            {
                row.MessageId,
                row.Revision,
                State = (int)settled.State,
                settled.Reason,
                settled.Content,
                Error = settled.Error is { } error ? MessageRow.Write(error) : null,
                FetchedAt = settled.State == InboundState.Fetched ? Now() : (long?)null,
            });
        Tell(connection, row, wanted > 0 ? settled.Item : null);
        return true;
    });

    /// <summary>What some media waited for has come: they are due now.</summary>
    public async Task WakeAsync(IEnumerable<string> messages)
    {
        foreach (var some in messages.Chunk(1000))
        {
            await writer.WriteAsync(connection => connection.Execute(
                $"UPDATE inbound_media SET due_at = @Now WHERE state = {(int)InboundState.Waiting} AND due_at > @Now AND message_id IN (SELECT value FROM json_each(@Ids))",
                new { Now = Now(), Ids = JsonArray(some) }));
        }
    }

    /// <summary>It is to be tried again.</summary>
    /// <param name="row">Claimed.</param>
    /// <param name="due">When.</param>
    /// <param name="reason">Why.</param>
    /// <param name="startsAnew">Whether the time for which it is tried begins anew: it was no fault of the media.</param>
    public Task PostponeAsync(InboundMediaRow row, DateTimeOffset due, string reason, bool startsAnew) => writer.WriteAsync(connection =>
    {
        var now = Now();
        if (connection.Execute(
            $"""
            UPDATE inbound_media SET leased_until = 0, due_at = @Due, attempts = attempts + 1, reason = @Reason,
                asks = CASE WHEN state = {(int)InboundState.Asked} THEN asks - 1 ELSE asks END,
                state = CASE WHEN state = {(int)InboundState.Asked} THEN {(int)InboundState.Waiting} ELSE state END,
                wanted_at = CASE WHEN @StartsAnew THEN @Now ELSE wanted_at END
            WHERE {Ours}
            """,
            new { row.MessageId, row.Revision, Due = due.ToUnixTimeMilliseconds(), Reason = reason, StartsAnew = startsAnew, Now = now }) > 0)
        {
            AttemptRows.Add(connection, [row.MessageId], now, reason);
        }

        return true;
    });

    /// <summary>The sender is about to be asked: an answer that comes from now on counts.</summary>
    /// <param name="row">Claimed.</param>
    /// <param name="until">How long he is waited for.</param>
    /// <param name="reason">Why he is asked.</param>
    public Task<bool> AskAsync(InboundMediaRow row, DateTimeOffset until, string reason) => writer.WriteAsync(connection => connection.Execute(
        $"""
        UPDATE inbound_media SET state = {(int)InboundState.Asked}, asks = asks + 1, asked_at = @Now, due_at = @Until, reason = @Reason,
            answer_p = NULL, answer_iv = NULL, answer_code = NULL
        WHERE {Ours}
        """,
        new { row.MessageId, row.Revision, Now = Now(), Until = until.ToUnixTimeMilliseconds(), Reason = reason }) == 1);

    /// <summary>Nothing more to be done for now.</summary>
    public Task ReleaseAsync(InboundMediaRow row) => writer.WriteAsync(connection =>
        connection.Execute($"UPDATE inbound_media SET leased_until = 0 WHERE {Ours}", row));

    /// <summary>What came as an answer was none: the sender is waited for as before.</summary>
    public Task IgnoreAnswerAsync(InboundMediaRow row, DateTimeOffset until) => writer.WriteAsync(connection => connection.Execute(
        $"""
        UPDATE inbound_media SET leased_until = 0, state = {(int)InboundState.Asked}, due_at = @Until, answer_p = NULL, answer_iv = NULL, answer_code = NULL
        WHERE {Ours}
        """,
        new { row.MessageId, row.Revision, Until = until.ToUnixTimeMilliseconds() }));

    /// <summary>The sender has brought it again.</summary>
    public Task<bool> MovedAsync(InboundMediaRow row, string directPath) => writer.WriteAsync(connection => connection.Execute(
        $"UPDATE inbound_media SET url = NULL, direct_path = @DirectPath, answer_p = NULL, answer_iv = NULL, answer_code = NULL, attempts = 0 WHERE {Ours}",
        new { row.MessageId, row.Revision, DirectPath = directPath }) == 1);

    /// <summary>Somebody wants it now. Who wants it while it is on its way is told when it comes, and who has it already is told again.</summary>
    /// <param name="id">Of the media or of the message.</param>
    /// <param name="item">What is told of one that nobody is at: it is here, or can never come.</param>
    /// <returns>Null when nothing is known by this id, or the media was deleted.</returns>
    public Task<InboundMediaRow?> WantAsync(string id, Func<InboundMediaRow, string> item) => writer.WriteAsync(connection =>
    {
        if (Find(connection, id) is not { } row || row.Standing == InboundState.Forgotten)
        {
            return null;
        }

        if (row.Standing == InboundState.Fetched || row.WrappedKey is null)
        {
            var sender = connection.ExecuteScalar<string>("SELECT sender FROM inbound WHERE id = @MessageId", row)!;
            webhooks.OfMediaItem(connection, sender, row.MediaId, item(row));
            return row;
        }

        connection.Execute(
            $"""
            UPDATE inbound_media SET wanted = 1, state = CASE WHEN state = {(int)InboundState.Undownloaded} THEN {(int)InboundState.Waiting} ELSE state END,
                due_at = CASE WHEN state = {(int)InboundState.Undownloaded} THEN 0 ELSE due_at END,
                wanted_at = CASE WHEN state = {(int)InboundState.Undownloaded} THEN @Now ELSE wanted_at END
            WHERE message_id = @MessageId
            """,
            new { row.MessageId, Now = Now() });
        return row;
    });

    /// <summary>The media is deleted, whether it is here or not: its key is forgotten, and whoever is at it finds that it is no longer his.</summary>
    /// <param name="id">Of the media or of the message.</param>
    /// <param name="words">What those are told who wait to be told of it.</param>
    /// <returns>Whether there was such a media, not forgotten before.</returns>
    public Task<bool> ForgetAsync(string id, Func<InboundMediaRow, SettledMedia> words) => writer.WriteAsync(connection =>
    {
        if (Find(connection, id) is not { } row || row.Standing == InboundState.Forgotten)
        {
            return false;
        }

        var settled = words(row);
        var wanted = connection.ExecuteScalar<long>("SELECT wanted FROM inbound_media WHERE message_id = @MessageId", row);
        connection.Execute(
            $"""
            UPDATE inbound_media SET state = {(int)InboundState.Forgotten}, media_key = NULL, url = NULL, direct_path = NULL, leased_until = 0,
                revision = revision + 1, wanted = 0, answer_p = NULL, answer_iv = NULL, answer_code = NULL, reason = @Reason, content = @Content,
                error = @Error
            WHERE message_id = @MessageId
            """,
            new { row.MessageId, settled.Reason, settled.Content, Error = MessageRow.Write(settled.Error!) });
        Tell(connection, row, wanted > 0 ? settled.Item : null);
        return true;
    });

    /// <returns>The media of this id, or of the message of this id.</returns>
    public InboundMediaRow? Find(string id)
    {
        using var connection = file.OpenForReading();
        return Find(connection, id);
    }

    /// <summary>How many are on their way.</summary>
    public long Waiting()
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long>("SELECT COUNT(*) FROM inbound_media WHERE state IN (0, 1, 3)");
    }

    /// <summary>Its message waits no longer; and the media is told by itself, where somebody asked for it.</summary>
    private void Tell(SqliteConnection connection, InboundMediaRow row, string? item)
    {
        var sender = connection.ExecuteScalar<string>("SELECT sender FROM inbound WHERE id = @MessageId", row)!;
        connection.Execute("UPDATE inbound SET told = 1 WHERE id = @MessageId AND told = 0", row);
        _line.Tell(connection, sender);
        if (item is not null)
        {
            webhooks.OfMediaItem(connection, sender, row.MediaId, item);
        }
    }

    private static InboundMediaRow? Find(SqliteConnection connection, string id) => connection.QueryFirstOrDefault<InboundMediaRow>(
        $"SELECT {InboundMediaRow.Columns} FROM inbound_media WHERE media_id = @MediaId OR message_id = @Id",
        new { Id = id, MediaId = MediaId.TryParse(id, out var media) ? media.ToString() : "" });

    private static string JsonArray(IEnumerable<string> texts) => JsonSerializer.Serialize([.. texts], InboundJson.Default.StringArray);

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class InboundJson : System.Text.Json.Serialization.JsonSerializerContext;
