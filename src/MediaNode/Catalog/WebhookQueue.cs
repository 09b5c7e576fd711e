using Dapper;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>What the receiver of webhooks is still to be told. The rows are the queue; one stage empties it.</summary>
internal sealed class WebhookQueue(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    private const string Columns =
        "id Id, delivery Delivery, body Body, events Events, written_at WrittenAt, attempts Attempts, due_at DueAt, reason Reason, died_at DiedAt";

    private const string EventColumns =
        "seq Seq, written_at WrittenAt, contact Contact, kind Kind, subject Subject, name Name, at At, profile Profile, content Content, error Trouble";

    // There is more than one open batch of a user only when some were given up and are sent again: then they go in their order.
    private const string IsFirst =
        """
        NOT EXISTS (
            SELECT 1 FROM webhook_holds mine CROSS JOIN webhook_holds theirs ON theirs.contact = mine.contact AND theirs.batch < mine.batch
            CROSS JOIN webhook_batches earlier ON earlier.id = theirs.batch WHERE mine.batch = webhook_batches.id AND earlier.state = 0)
        """;

    // More than go in one batch, since of those found some may have to go in another.
    private const int MostFound = 200;

    // So far it is looked past events of users who are held: the writer is not to be busy with it for long.
    private const int MostPassed = 50_000;

    /// <summary>The batch that has been due for longest.</summary>
    /// <param name="but">Those that are on their way.</param>
    public WebhookBatch? Due(IEnumerable<long> but)
    {
        using var connection = file.OpenForReading();
        return connection.QueryFirstOrDefault<WebhookBatch>(
            $"""
            SELECT {Columns} FROM webhook_batches
            WHERE state = 0 AND due_at <= @Now AND id NOT IN (SELECT value FROM json_each(@But)) AND {IsFirst}
            ORDER BY due_at, id LIMIT 1
            """,
            new { Now = Now(), But = Array(but) });
    }

    /// <summary>The batch whose next attempt comes first, without its body; null when none waits.</summary>
    /// <param name="but">Those that are on their way.</param>
    public WebhookBatch? Next(IEnumerable<long> but)
    {
        using var connection = file.OpenForReading();
        return connection.QueryFirstOrDefault<WebhookBatch>(
            $"""
            SELECT {Columns.Replace("body Body, ", "", StringComparison.Ordinal)} FROM webhook_batches
            WHERE state = 0 AND id NOT IN (SELECT value FROM json_each(@But)) AND {IsFirst} ORDER BY due_at, id LIMIT 1
            """,
            new { But = Array(but) });
    }

    /// <summary>How many batches are open.</summary>
    public long Open()
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long>("SELECT COUNT(*) FROM webhook_batches WHERE state = 0");
    }

    /// <summary>Makes batches of the next events, each of no user of whom another open one tells; all in one write.</summary>
    /// <param name="most">Batches.</param>
    /// <param name="form">Given some in their order, how many of which it takes and the body that tells of them.</param>
    public Task<IReadOnlyList<WebhookBatch>> TakeAsync(int most, Func<IReadOnlyList<WebhookEvent>, FormedWebhook> form) =>
        writer.WriteAsync<IReadOnlyList<WebhookBatch>>(connection => // It is rung for events before others can read them.
        {
            var found = Free(connection);
            var made = new List<WebhookBatch>();
            while (made.Count < most && found.Count > 0)
            {
                var formed = form(found);
                made.Add(Insert(connection, formed, died: null));
                var told = formed.Events.Select(one => one.Contact).ToHashSet();
                found.RemoveAll(one => told.Contains(one.Contact));
            }

            return made;
        });

    /// <summary>Gives up what was written before a time: the next of the events, and batches that are open.</summary>
    /// <param name="before">The time.</param>
    /// <param name="reason">Why, where no attempt says it.</param>
    /// <param name="open">Whether open batches as well.</param>
    /// <param name="form">As for <see cref="TakeAsync"/>.</param>
    /// <returns>How many batches it were; there may be more.</returns>
    public Task<int> GiveUpAsync(DateTimeOffset before, string reason, bool open, Func<IReadOnlyList<WebhookEvent>, FormedWebhook> form) =>
        writer.WriteAsync(connection =>
        {
            var values = new { Before = before.ToUnixTimeMilliseconds(), Now = Now(), Reason = reason, Open = open };
            var given = connection.Execute(
                """
                UPDATE webhook_batches SET state = 1, died_at = @Now, reason = COALESCE(reason, @Reason)
                WHERE @Open AND state = 0 AND written_at < @Before
                """,
                values);
            // Events are written in the order of their numbers: those beyond the first young one are not looked at.
            var old = connection.Query<WebhookEvent>($"SELECT {EventColumns} FROM webhook_events ORDER BY seq LIMIT {MostFound}")
                .TakeWhile(found => found.WrittenAt < values.Before).ToList();
            if (old.Count == 0)
            {
                return given;
            }

            Insert(connection, form(old), reason);
            return given + 1;
        });

    /// <summary>It was acknowledged, or is not to be sent again.</summary>
    public Task RemoveAsync(long id) => writer.WriteAsync(connection => connection.Execute("DELETE FROM webhook_batches WHERE id = @Id", new { Id = id }));

    /// <summary>An attempt failed.</summary>
    /// <param name="id">Of which.</param>
    /// <param name="due">When the next may be made; null when the batch is given up.</param>
    /// <param name="reason">Why.</param>
    public Task FailAsync(long id, DateTimeOffset? due, string reason) => writer.WriteAsync(connection => connection.Execute(
        """
        UPDATE webhook_batches SET attempts = attempts + 1, reason = @Reason, due_at = COALESCE(@Due, due_at),
            state = CASE WHEN @Due IS NULL THEN 1 ELSE 0 END, died_at = CASE WHEN @Due IS NULL THEN @Now END
        WHERE id = @Id
        """,
        new { Id = id, Due = due?.ToUnixTimeMilliseconds(), Reason = reason, Now = Now() }));

    /// <summary>Makes every open batch due now.</summary>
    /// <returns>How many waited.</returns>
    public Task<int> HastenAsync() => writer.WriteAsync(connection =>
        connection.Execute("UPDATE webhook_batches SET due_at = @Now WHERE state = 0 AND due_at > @Now", new { Now = Now() }));

    /// <summary>Has a batch sent again that was given up, as if it had been written now.</summary>
    /// <returns>Whether there is one.</returns>
    public Task<bool> ResendAsync(long id) => writer.WriteAsync(connection => connection.Execute(
        """
        UPDATE webhook_batches SET state = 0, attempts = 0, due_at = @Now, written_at = @Now, reason = NULL, died_at = NULL
        WHERE id = @Id AND state = 1
        """,
        new { Id = id, Now = Now() }) == 1);

    /// <summary>Has all sent again that are given up now, in their order, as if they had been written now.</summary>
    /// <returns>How many they are.</returns>
    public async Task<int> ResendAsync()
    {
        // One that is given up again meanwhile is passed over: its id is no longer ahead.
        var (resent, after) = (0, 0L);
        while (await writer.WriteAsync(connection => connection.Query<long>(
            $"""
            UPDATE webhook_batches SET state = 0, attempts = 0, due_at = @Now, written_at = @Now, reason = NULL, died_at = NULL
            WHERE id IN (SELECT id FROM webhook_batches WHERE state = 1 AND id > @After ORDER BY id LIMIT {MostFound}) RETURNING id
            """,
            new { Now = Now(), After = after }).AsList()) is { Count: > 0 } some)
        {
            (resent, after) = (resent + some.Count, some.Max());
        }

        return resent;
    }

    /// <summary>Forgets batches that were given up before a time.</summary>
    public Task<int> ForgetAsync(DateTimeOffset before) => writer.WriteAsync(connection =>
        connection.Execute("DELETE FROM webhook_batches WHERE state = 1 AND died_at < @Before", new { Before = before.ToUnixTimeMilliseconds() }));

    /// <summary>A page of the batches that were given up, in the order of their ids.</summary>
    public IReadOnlyList<WebhookBatch> Dead(long after, int limit)
    {
        using var connection = file.OpenForReading();
        return connection.Query<WebhookBatch>(
            $"SELECT {Columns} FROM webhook_batches WHERE state = 1 AND id > @After ORDER BY id LIMIT @Limit", new { After = after, Limit = limit }).AsList();
    }

    public WebhookWaiting Waiting()
    {
        using var connection = file.OpenForReading();
        var (events, batched, open, dead, oldest) = connection.QuerySingle<(long, long, long, long, long?)>(
            """
            SELECT (SELECT COUNT(*) FROM webhook_events), COALESCE(SUM(events) FILTER (WHERE state = 0), 0), COUNT(*) FILTER (WHERE state = 0),
                COUNT(*) FILTER (WHERE state = 1),
                NULLIF(MIN(COALESCE(MIN(written_at) FILTER (WHERE state = 0), 9e15),
                    COALESCE((SELECT written_at FROM webhook_events ORDER BY seq LIMIT 1), 9e15)), 9e15)
            FROM webhook_batches
            """);
        return new WebhookWaiting(events + batched, open, dead, oldest is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }

    private static List<WebhookEvent> Free(SqliteConnection connection) => connection.Query<WebhookEvent>(
        $"""
        SELECT {EventColumns} FROM (SELECT * FROM webhook_events ORDER BY seq LIMIT {MostPassed})
        WHERE contact NOT IN (SELECT h.contact FROM webhook_batches b CROSS JOIN webhook_holds h ON h.batch = b.id WHERE b.state = 0)
        LIMIT {MostFound}
        """).OrderBy(found => found.Seq).ToList(); // They come in that order; to be asked for it, SQLite would look at all of them first.

    private static string Array(IEnumerable<long> values) => $"[{string.Join(',', values)}]";

    private WebhookBatch Insert(SqliteConnection connection, FormedWebhook formed, string? died)
    {
        var now = Now();
        var batch = new WebhookBatch
        {
            Delivery = Guid.CreateVersion7(clock.GetUtcNow()).ToString("D"),
            Body = formed.Body,
            Events = formed.Events.Count,
            WrittenAt = formed.Events.Min(told => told.WrittenAt),
            DueAt = now,
            Reason = died,
            DiedAt = died is null ? null : now,
        };
        var id = connection.ExecuteScalar<long>(
            """
            INSERT INTO webhook_batches (delivery, body, events, written_at, state, attempts, due_at, reason, died_at)
            VALUES (@Delivery, @Body, @Events, @WrittenAt, @DiedAt IS NOT NULL, 0, @DueAt, @Reason, @DiedAt) RETURNING id
            """,
            batch);
        connection.Execute(
            """
            INSERT OR IGNORE INTO webhook_subjects (subject, batch)
            SELECT subject, @Batch FROM webhook_events WHERE subject <> '' AND seq IN (SELECT value FROM json_each(@Seqs));
            DELETE FROM webhook_events WHERE seq IN (SELECT value FROM json_each(@Seqs));
            """,
            new { Batch = id, Seqs = Array(formed.Events.Select(told => told.Seq)) });
        foreach (var contact in formed.Events.Select(told => told.Contact).Distinct())
        {
            connection.Execute("INSERT INTO webhook_holds (contact, batch) VALUES (@Contact, @Batch)", new { Contact = contact, Batch = id });
        }

        return batch with { Id = id };
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>A body, and what it tells of.</summary>
internal sealed record FormedWebhook(IReadOnlyList<WebhookEvent> Events, byte[] Body);
