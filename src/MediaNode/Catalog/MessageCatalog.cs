using Dapper;

namespace MediaNode.Catalog;

/// <summary>The messages of the business, and what became of each. Their rows are the queue: there is no other to lose one in.</summary>
internal sealed class MessageCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock) : IDisposable
{
    private MessageInsert? _insert;

    /// <summary>Accepts a message. Durable when it completes.</summary>
    public Task AddAsync(Message message) => writer.WriteAsync(connection =>
    {
        (_insert ??= new MessageInsert(connection)).Run(message);
        return true;
    });

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
        return connection.Execute(
            $"""
            UPDATE messages SET state = {(int)MessageState.Failed}, revision = revision + 1, failed_at = @Now, error = @Error
            WHERE media_id = @Id AND state < {(int)MessageState.Sent} AND leased_until <= @Now
            """,
            new { Id = media.ToString(), Now = now, Error = MessageRow.Write(error) });
    });

    public void Dispose() => _insert?.Dispose();
}

/// <summary>An attempt that failed.</summary>
internal sealed record Attempt(DateTimeOffset At, string Reason);
