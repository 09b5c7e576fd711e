using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>Takes in what the upstream tells: each page with its cursor in one write, so that each event counts once.</summary>
internal sealed class EventCatalog(CatalogFile file, CatalogWriter writer, WebhookEvents webhooks, TimeProvider clock)
{
    private readonly InboundLine _line = new(webhooks, clock);

    /// <returns>The number of the last event taken in; zero for none.</returns>
    public long CursorOf(string upstream)
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long?>("SELECT cursor FROM upstream_cursors WHERE upstream = @Upstream", new { Upstream = upstream }) ?? 0;
    }

    /// <summary>Takes events in.</summary>
    /// <param name="upstream">Whose.</param>
    /// <param name="cursor">The number of the last of them.</param>
    /// <param name="receipts">What became of messages.</param>
    /// <param name="requests">What was asked for again.</param>
    /// <param name="inbound">What users wrote.</param>
    /// <param name="answers">What senders answered who were asked for a media again; null for nothing.</param>
    public Task TakeInAsync(
        string upstream, long cursor, IReadOnlyList<ReceiptRow> receipts, IReadOnlyList<RequestRow> requests, IReadOnlyList<InboundRow> inbound,
        IReadOnlyList<MediaAnswerRow>? answers = null) =>
        writer.WriteAsync(connection =>
        {
            webhooks.BeforeReceipts(connection, receipts);
            Climb(connection, receipts);
            foreach (var request in requests)
            {
                // One at a time for each message: who asks again meanwhile gets the same answer.
                connection.Execute(
                    """
                    INSERT INTO redeliveries (message_id, enc_p, enc_iv, requested_at, state, revision, leased_until, due_at, attempts)
                    SELECT @MessageId, @Payload, @Iv, @At, 0, 0, 0, 0, 0
                    WHERE NOT EXISTS (SELECT 1 FROM redeliveries WHERE message_id = @MessageId AND state = 0)
                    """,
                    new { request.MessageId, request.Payload, request.Iv, At = request.At.ToUnixTimeMilliseconds() });
            }

            _line.TakeIn(connection, inbound);
            foreach (var answer in answers ?? [])
            {
                _line.TakeIn(connection, answer);
            }

            connection.Execute(
                """
                INSERT INTO upstream_cursors (upstream, cursor) VALUES (@Upstream, @Cursor)
                ON CONFLICT (upstream) DO UPDATE SET cursor = MAX(cursor, excluded.cursor)
                """,
                new { Upstream = upstream, Cursor = cursor });
            return true;
        });

    /// <summary>The upstream is another than before: its events are taken in from the beginning.</summary>
    public Task BeginAnewAsync(string upstream) => writer.WriteAsync(connection =>
        connection.Execute("DELETE FROM upstream_cursors WHERE upstream = @Upstream", new { Upstream = upstream }));

    /// <summary>The business has read a user's message.</summary>
    /// <returns>Whether it is known here.</returns>
    public Task<bool> MarkReadAsync(string id) => writer.WriteAsync(connection => connection.Execute(
        "UPDATE inbound SET read_at = COALESCE(read_at, @Now) WHERE id = @Id",
        new { Id = id, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() }) == 1);

    /// <summary>States only climb, and the first time of each is kept: a receipt may come twice, late, or before the answer to the send.</summary>
    private static void Climb(SqliteConnection connection, IReadOnlyList<ReceiptRow> receipts)
    {
        if (receipts.Count == 0)
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText =
            """
            UPDATE messages SET state = CASE WHEN state = 5 THEN 5 ELSE MAX(state, $state) END,
                sent_at = COALESCE(sent_at, $at),
                delivered_at = CASE WHEN $state >= 3 THEN COALESCE(delivered_at, $at) ELSE delivered_at END,
                read_at = CASE WHEN $state = 4 THEN COALESCE(read_at, $at) ELSE read_at END,
                downloaded_at = CASE WHEN $downloaded THEN COALESCE(downloaded_at, $at) ELSE downloaded_at END
            WHERE id = $id AND state <> 5
            """;
        var (id, state, at, downloaded) = (
            command.Parameters.Add("$id", SqliteType.Text), command.Parameters.Add("$state", SqliteType.Integer),
            command.Parameters.Add("$at", SqliteType.Integer), command.Parameters.Add("$downloaded", SqliteType.Integer));
        foreach (var receipt in receipts)
        {
            (id.Value, state.Value, at.Value, downloaded.Value) =
                (receipt.MessageId, (int)receipt.State, receipt.At.ToUnixTimeMilliseconds(), receipt.Downloaded ? 1 : 0);
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>What became of a message.</summary>
/// <param name="MessageId">Which.</param>
/// <param name="At">When, by the upstream's clock.</param>
/// <param name="State">At least so far; a download proves that it was sent.</param>
/// <param name="Downloaded">Whether the phone has fetched the media.</param>
internal sealed record ReceiptRow(string MessageId, DateTimeOffset At, MessageState State, bool Downloaded);

/// <summary>Somebody misses the media of a message; what it says is sealed.</summary>
internal sealed record RequestRow(string MessageId, DateTimeOffset At, byte[] Payload, byte[] Iv);

/// <summary>A user's message.</summary>
internal sealed record InboundRow(string Id, string From, string? Name, string Type, string Content, DateTimeOffset At)
{
    /// <summary>The media that it brings; null for none.</summary>
    public InboundMediaRow? Media { get; init; }

    /// <summary>How long those after it from the same user wait for it while its media is on its way.</summary>
    public DateTimeOffset HoldUntil { get; init; }
}
