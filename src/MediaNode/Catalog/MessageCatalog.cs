using Dapper;
using MediaNode.Formats.Limits;

namespace MediaNode.Catalog;

/// <summary>The messages of the business, and what became of each. Their rows are the queue: there is no other to lose one in.</summary>
internal sealed class MessageCatalog(CatalogFile file, CatalogWriter writer, WebhookEvents webhooks, TimeProvider clock) : IDisposable
{
    private MessageInsert? _insert;

    /// <summary>Accepts a message. Durable when it completes.</summary>
    /// <returns>False, and nothing is written, when its media has begun to go, or come into quarantine, since it was looked at.</returns>
    public Task<bool> AddAsync(Message message) => writer.WriteAsync(connection => (_insert ??= new MessageInsert(connection)).Run(message));

    public Message? Find(string id)
    {
        using var connection = file.OpenForReading();
        return connection.QuerySingleOrDefault<MessageRow>($"SELECT {MessageRow.Columns} FROM messages WHERE id = @Id", new { Id = id })?.ToMessage();
    }

    /// <summary>The messages that brought a media, in their order: its ledger. It outlives the media.</summary>
    /// <param name="media">The media.</param>
    /// <param name="after">The <see cref="Message.Seq"/> of the last of the page before; zero for the first page.</param>
    /// <param name="limit">The most rows.</param>
    public IReadOnlyList<Message> LedgerOf(MediaId media, long after, int limit)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<MessageRow>(
                $"SELECT {MessageRow.Columns} FROM messages WHERE media_id = @Id AND seq > @After ORDER BY seq LIMIT @Limit",
                new { Id = media.ToString(), After = after, Limit = limit }).Select(row => row.ToMessage()),
        ];
    }

    /// <summary>What went wrong on the way of a message or a deposit, the oldest first.</summary>
    public IReadOnlyList<Attempt> AttemptsOf(string subject)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<(long At, string Reason)>("SELECT at, reason FROM attempts WHERE subject = @Subject ORDER BY at, rowid", new { Subject = subject })
                .Select(row => new Attempt(DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Reason)),
        ];
    }

    /// <summary>Fails what has not been sent of a media that is being deleted, but for what is on its way at this moment.</summary>
    /// <returns>How many.</returns>
    public Task<int> FailUnsentAsync(MediaId media, MessageError error) => writer.WriteAsync(connection =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var failed = connection.Query<long>(
            $"""
            UPDATE messages SET state = {(int)MessageState.Failed}, revision = revision + 1, failed_at = @Now, error = @Error
            WHERE media_id = @Id AND state < {(int)MessageState.Sent} AND leased_until <= @Now
            RETURNING seq
            """,
            new { Id = media.ToString(), Now = now, Error = MessageRow.Write(error) }).AsList();
        webhooks.AfterFailure(connection, failed);
        return failed.Count;
    });

    /// <summary>A page of the messages that are not sent and bring a content.</summary>
    /// <param name="digest">Of the media, or of what was made of it and lodged.</param>
    /// <param name="after">The <see cref="Message.Seq"/> of the last of the page before; zero for the first page.</param>
    /// <param name="limit">The most.</param>
    public IReadOnlyList<long> Unsent(byte[] digest, long after, int limit)
    {
        using var connection = file.OpenForReading();
        return connection.Query<long>(
            """
            SELECT m.seq FROM messages m JOIN media ON media.id = m.media_id LEFT JOIN deposits ON deposits.id = m.deposit_id
            WHERE m.state < 2 AND m.seq > @After AND (media.digest = @Digest OR deposits.digest = @Digest) ORDER BY m.seq LIMIT @Limit
            """,
            new { Digest = digest, After = after, Limit = limit }).AsList();
    }

    /// <summary>Fails messages that are not sent, but for what is on its way at this moment.</summary>
    /// <param name="seqs">Which.</param>
    /// <param name="blocked">The content for which they fail; where it was released meanwhile, none does.</param>
    /// <param name="error">What is told of them.</param>
    /// <returns>How many.</returns>
    public Task<int> FailUnsentAsync(IReadOnlyList<long> seqs, byte[] blocked, MessageError error) => writer.WriteAsync(connection =>
    {
        if (!QuarantineCatalog.Blocks(connection, blocked))
        {
            return 0;
        }

        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var failed = connection.Query<long>(
            $"""
            UPDATE messages SET state = {(int)MessageState.Failed}, revision = revision + 1, failed_at = @Now, error = @Error
            WHERE seq IN (SELECT value FROM json_each(@Seqs)) AND state < {(int)MessageState.Sent} AND leased_until <= @Now
            RETURNING seq
            """,
            new { Seqs = $"[{string.Join(',', seqs)}]", Now = now, Error = MessageRow.Write(error) }).AsList();
        webhooks.AfterFailure(connection, failed);
        return failed.Count;
    });

    public void Dispose() => _insert?.Dispose();

    /// <summary>A page of messages in the order in which they were accepted.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The <see cref="Message.Seq"/> of the last of the page before; zero for the first page.</param>
    /// <param name="limit">The most rows.</param>
    public IReadOnlyList<Message> List(MessageFilter filter, long after, int limit)
    {
        using var connection = file.OpenForReading();
        return
        [
            .. connection.Query<MessageRow>(
                $"SELECT {MessageRow.Columns} FROM messages WHERE seq > @After{filter.Conditions} ORDER BY seq LIMIT @Limit",
                new { After = after, Limit = limit, filter.Recipient, MediaId = filter.MediaId?.ToString() }).Select(row => row.ToMessage()),
        ];
    }

    /// <summary>How far the lodging of a media as a kind has come, of its latest deposit; null when there is none.</summary>
    public LodgingProgress? LodgingOf(MediaId media, Kind kind)
    {
        using var connection = file.OpenForReading();
        return connection.QueryFirstOrDefault<(string Id, long Attempts, long DueAt, string? Reason)?>(
            "SELECT id, attempts, due_at, reason FROM deposits WHERE media_id = @Id AND kind = @Kind ORDER BY key_made_at DESC, id LIMIT 1",
            new { Id = media.ToString(), Kind = Kinds.NameOf(kind) }) is { } row
            ? new LodgingProgress(row.Id, (int)row.Attempts, DateTimeOffset.FromUnixTimeMilliseconds(row.DueAt), row.Reason)
            : null;
    }
}

/// <summary>How far a lodging has come.</summary>
/// <param name="DepositId">Of what.</param>
/// <param name="Attempts">Failed ones since the last success.</param>
/// <param name="DueAt">When the next may be made.</param>
/// <param name="Reason">Why the last one failed; null when none did.</param>
internal sealed record LodgingProgress(string DepositId, int Attempts, DateTimeOffset DueAt, string? Reason);

/// <summary>An attempt that failed.</summary>
internal sealed record Attempt(DateTimeOffset At, string Reason);
