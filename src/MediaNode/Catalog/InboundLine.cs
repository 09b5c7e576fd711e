using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>Takes users' messages in and tells them, those of one user in their order as far as that does not take too long.</summary>
/// <remarks>
/// What waits for its media holds back what the same user wrote after it, until its <c>hold_until</c>; then the others go first, and it is
/// told when its media is here, or will not come.
/// </remarks>
internal sealed class InboundLine(WebhookEvents webhooks, TimeProvider clock)
{
    // Told: 0 waits for its media, 1 may be told, 2 was told. The index has those below 2, which SQLite takes literally.
    private const string Next =
        """
        SELECT i.id Id, i.sender Sender, i.name Name, i.type Type, i.content Content, i.received_at ReceivedAt, m.content MediaContent, m.error Error
        FROM inbound i INDEXED BY inbound_untold LEFT JOIN inbound_media m ON m.message_id = i.id
        WHERE i.sender = @Sender AND i.told < 2 AND i.told = 1
            AND i.seq < COALESCE((
                SELECT MIN(seq) FROM inbound INDEXED BY inbound_untold WHERE sender = @Sender AND told < 2 AND told = 0 AND hold_until > @Now),
                9223372036854775807)
        ORDER BY i.seq
        """;

    /// <summary>Keeps those that were not known before, and tells what may be told.</summary>
    public void TakeIn(SqliteConnection connection, IReadOnlyList<InboundRow> messages)
    {
        var senders = new HashSet<string>();
        foreach (var message in messages)
        {
            var waits = message.Media is { Standing: InboundState.Waiting };
            if (connection.Execute(
                """
                INSERT INTO inbound (id, sender, name, type, content, received_at, told, hold_until)
                VALUES (@Id, @From, @Name, @Type, @Content, @At, @Told, @HoldUntil)
                ON CONFLICT (id) DO NOTHING
                """,
                new
                {
                    message.Id,
                    message.From,
                    message.Name,
                    message.Type,
                    message.Content,
                    At = message.At.ToUnixTimeMilliseconds(),
                    Told = waits ? 0 : 1,
                    HoldUntil = waits ? message.HoldUntil.ToUnixTimeMilliseconds() : 0,
                }) == 0)
            {
                continue;
            }

            senders.Add(message.From);
            if (message.Media is { } media)
            {
                Insert(connection, media);
            }
        }

        foreach (var sender in senders)
        {
            Tell(connection, sender);
        }
    }

    /// <summary>Tells what may be told of a user.</summary>
    public void Tell(SqliteConnection connection, string sender)
    {
        foreach (var row in connection.Query<Untold>(Next, new { Sender = sender, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() }).ToList())
        {
            var message = new InboundRow(row.Id, row.Sender, row.Name, row.Type, row.Content, DateTimeOffset.FromUnixTimeMilliseconds(row.ReceivedAt));
            if (row.MediaContent is { } content)
            {
                webhooks.OfMessage(connection, message, content, row.Error is { } error ? MessageRow.ReadError(error) : null);
            }
            else
            {
                webhooks.AfterInbound(connection, [message]);
            }

            connection.Execute("UPDATE inbound SET told = 2 WHERE id = @Id", new { row.Id });
        }
    }

    /// <summary>A sender answered: what he was asked for is looked at again, and is told by itself where the message was told without it.</summary>
    public void TakeIn(SqliteConnection connection, MediaAnswerRow answer) => connection.Execute(
        $"""
        UPDATE inbound_media SET answer_p = @Payload, answer_iv = @Iv, answer_code = @Code, due_at = 0,
            wanted = CASE WHEN state = {(int)InboundState.Undownloaded} THEN 1 ELSE wanted END,
            wanted_at = CASE WHEN state = {(int)InboundState.Undownloaded} THEN @Now ELSE wanted_at END,
            state = {(int)InboundState.Waiting}
        WHERE message_id = @MessageId AND asked_at IS NOT NULL AND media_key IS NOT NULL
            AND (state = {(int)InboundState.Asked} OR (state = {(int)InboundState.Undownloaded} AND @Payload IS NOT NULL))
            AND EXISTS (SELECT 1 FROM inbound WHERE id = @MessageId AND sender = @From)
        """,
        new { answer.MessageId, answer.From, answer.Payload, answer.Iv, answer.Code, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() });

    private static void Insert(SqliteConnection connection, InboundMediaRow media) => connection.Execute(
        """
        INSERT INTO inbound_media (message_id, media_id, kind, type, caption, filename, url, direct_path, media_key, digest, sealed_digest, length,
            state, revision, leased_until, due_at, attempts, asks, wanted_at, wanted, reason, content, error)
        VALUES (@MessageId, @MediaId, @Kind, @Type, @Caption, @FileName, @Url, @DirectPath, @WrappedKey, @Digest, @SealedDigest, @Length,
            @State, 0, 0, @DueAt, 0, 0, @WantedAt, 0, @Reason, @Content, @Error)
        """,
        media);

    private sealed record Untold
    {
        public string Id { get; init; } = "";

        public string Sender { get; init; } = "";

        public string? Name { get; init; }

        public string Type { get; init; } = "";

        public string Content { get; init; } = "";

        public long ReceivedAt { get; init; }

        public string? MediaContent { get; init; }

        public string? Error { get; init; }
    }
}
