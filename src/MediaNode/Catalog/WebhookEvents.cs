using System.Text;
using System.Text.Json;
using Dapper;
using MediaNode.Formats.Limits;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>Writes what the receiver of webhooks is to be told, in the transaction that makes it true: one statement, however many rows.</summary>
/// <remarks>
/// Each status is told once and in its order, for it is told when its time is first written: a read that comes before the delivery tells
/// both. What nobody wants to hear now is not written, so that nobody hears of it later.
/// </remarks>
internal sealed class WebhookEvents(TimeProvider clock)
{
    private const string Insert = "INSERT INTO webhook_events (written_at, contact, kind, subject, name, at, profile, content, error)";

    private volatile WebhookWish? _wish;

    /// <summary>Raised in the writer's thread, before the commit: who looks by a write of his own finds it.</summary>
    public event Action? Written;

    /// <summary>What is to be told from now on; null for nothing at all.</summary>
    public WebhookWish? Wish
    {
        get => _wish;
        set => _wish = value;
    }

    /// <summary>The upstream took messages. To be called before their rows say so.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="rows">JSON: <c>[[seq, revision, at], …]</c>.</param>
    public void BeforeSent(SqliteConnection connection, string rows)
    {
        if (_wish is { Sent: true })
        {
            Write(
                connection,
                $"""
                SELECT @Now, m.recipient, 0, m.id, 'sent', x.value ->> 2, NULL, NULL, NULL
                FROM json_each(@Rows) x JOIN messages m ON m.seq = x.value ->> 0 AND m.revision = x.value ->> 1
                WHERE m.state <> {(int)MessageState.Failed} AND m.sent_at IS NULL ORDER BY m.seq
                """,
                new { Now = Now(), Rows = rows });
        }
    }

    /// <summary>Receipts came. To be called before they are written into the rows.</summary>
    public void BeforeReceipts(SqliteConnection connection, IReadOnlyList<ReceiptRow> receipts)
    {
        if (_wish is { } wish && receipts.Count > 0 && (wish.Sent || wish.Delivered || wish.Read))
        {
            // Of several that tell the same the first counts, as in the rows: with min() the other columns are of its row.
            Write(
                connection,
                $"""
                SELECT @Now, m.recipient, 0, m.id, s.name, r.at, NULL, NULL, NULL FROM (
                    SELECT value ->> 0 id, value ->> 2 at, MIN(key) first, c.column1 climbed
                    FROM json_each(@Rows), (VALUES (2), (3), (4)) c WHERE c.column1 <= value ->> 1 GROUP BY value ->> 0, c.column1) r
                JOIN (SELECT 2 state, 'sent' name, @Sent wanted UNION ALL SELECT 3, 'delivered', @Delivered UNION ALL SELECT 4, 'read', @Read) s
                    ON s.state = r.climbed AND s.wanted
                JOIN messages m ON m.id = r.id
                WHERE m.state <> {(int)MessageState.Failed}
                    AND CASE s.state WHEN 2 THEN m.sent_at WHEN 3 THEN m.delivered_at ELSE m.read_at END IS NULL
                ORDER BY r.first, s.state
                """,
                new { Now = Now(), Rows = Triples(receipts), wish.Sent, wish.Delivered, wish.Read });
        }
    }

    /// <summary>Messages failed; their rows say why.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="seqs">Which.</param>
    public void AfterFailure(SqliteConnection connection, IReadOnlyCollection<long> seqs)
    {
        if (_wish is not null && seqs.Count > 0)
        {
            Write(
                connection,
                """
                SELECT @Now, recipient, 0, id, 'failed', failed_at, NULL, error, NULL FROM messages
                WHERE seq IN (SELECT value FROM json_each(@Seqs)) ORDER BY seq
                """,
                new { Now = Now(), Seqs = $"[{string.Join(',', seqs)}]" });
        }
    }

    /// <summary>Users wrote.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="messages">Those that were not known before. One that brings a media is passed over: it is told when its media is here.</param>
    public void AfterInbound(SqliteConnection connection, IEnumerable<InboundRow> messages)
    {
        foreach (var message in messages.Where(message => Kinds.Find(message.Type) is null))
        {
            OfMessage(connection, message, message.Content, error: null);
        }
    }

    /// <summary>A user's message is ready to be told.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="message">Whose, which, of which type and when.</param>
    /// <param name="content">JSON: what stands under the type. What cannot be told is told as of an unknown type.</param>
    /// <param name="error">What did not go well; null for nothing.</param>
    public void OfMessage(SqliteConnection connection, InboundRow message, string content, MessageError? error)
    {
        if (_wish is not null)
        {
            Write(
                connection,
                "VALUES (@Now, @From, 1, @Id, @Type, @At, @Name, @Content, @Error)",
                new
                {
                    Now = Now(),
                    message.From,
                    message.Id,
                    message.Type,
                    At = message.At.ToUnixTimeMilliseconds(),
                    message.Name,
                    Content = content,
                    Error = error is null ? null : MessageRow.Write(error),
                });
        }
    }

    /// <summary>Something went wrong that no message and no user is to be blamed for.</summary>
    public void OfError(SqliteConnection connection, MessageError error) =>
        OfElement(connection, WebhookEventKind.Error, contact: "", subject: "", MessageRow.Write(error));

    /// <summary>The node did something on its own.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="item">JSON: an element of <c>services</c>.</param>
    public void OfService(SqliteConnection connection, string item) =>
        OfElement(connection, WebhookEventKind.Service, contact: "", subject: "", item);

    /// <summary>Something became of a media that was asked for again.</summary>
    /// <param name="connection">In the transaction.</param>
    /// <param name="contact">The user, among what is told of whom it keeps its order; empty for none.</param>
    /// <param name="subject">The media's id.</param>
    /// <param name="item">JSON: an element of <c>media_items</c>.</param>
    public void OfMediaItem(SqliteConnection connection, string contact, string subject, string item) =>
        OfElement(connection, WebhookEventKind.MediaItem, contact, subject, item);

    /// <exception cref="JsonException">The element is not JSON: a receiver would have to refuse it for ever.</exception>
    private void OfElement(SqliteConnection connection, WebhookEventKind kind, string contact, string subject, string element)
    {
        if (_wish is not null)
        {
            JsonDocument.Parse(element).Dispose();
            Write(
                connection,
                "VALUES (@Now, @Contact, @Kind, @Subject, '', @Now, NULL, @Element, NULL)",
                new { Now = Now(), Contact = contact, Kind = (int)kind, Subject = subject, Element = element });
        }
    }

    private static string Triples(IReadOnlyList<ReceiptRow> receipts)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var receipt in receipts)
            {
                json.WriteStartArray();
                json.WriteStringValue(receipt.MessageId);
                json.WriteNumberValue((int)receipt.State);
                json.WriteNumberValue(receipt.At.ToUnixTimeMilliseconds());
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private void Write(SqliteConnection connection, string rows, object values)
    {
        if (connection.Execute($"{Insert} {rows}", values) > 0)
        {
            Written?.Invoke();
        }
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
