using Dapper;
using MediaNode.Formats.Sealing;

namespace MediaNode.Catalog;

/// <summary>Who asked for a media again, and what it was answered.</summary>
internal sealed class RedeliveryCatalog(CatalogFile file, CatalogWriter writer, TimeProvider clock)
{
    private const string Columns =
        "id Id, message_id MessageId, enc_p Payload, enc_iv Iv, requested_at RequestedAt, state State, revision Revision, due_at DueAt, "
        + "attempts Attempts, reason Reason, outcome Outcome, direct_path DirectPath, answered_at AnsweredAt";

    /// <summary>Takes requests that are due.</summary>
    public Task<IReadOnlyList<RedeliveryRow>> ClaimAsync(int limit, TimeSpan lease) => writer.WriteAsync<IReadOnlyList<RedeliveryRow>>(connection =>
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        return
        [
            .. connection.Query<RedeliveryRow>(
                $"""
                UPDATE redeliveries SET leased_until = @Until, revision = revision + 1
                WHERE id IN (SELECT id FROM redeliveries WHERE state = 0 AND due_at <= @Now AND leased_until <= @Now ORDER BY due_at LIMIT @Limit)
                RETURNING {Columns}
                """,
                new { Now = now, Until = now + (long)lease.TotalMilliseconds, Limit = limit }),
        ];
    });

    /// <summary>When the next request is due; null when none waits.</summary>
    public DateTimeOffset? NextDue()
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long?>("SELECT MIN(due_at) FROM redeliveries WHERE state = 0") is { } due
            ? DateTimeOffset.FromUnixTimeMilliseconds(due)
            : null;
    }

    /// <summary>It was answered.</summary>
    public Task AnsweredAsync(RedeliveryRow row, RedeliveryOutcome outcome, string? directPath, string? reason) => writer.WriteAsync(connection =>
        connection.Execute(
            """
            UPDATE redeliveries SET state = 1, leased_until = 0, outcome = @Outcome, direct_path = @DirectPath, answered_at = @Now, reason = @Reason
            WHERE id = @Id AND revision = @Revision AND state = 0
            """,
            new { row.Id, row.Revision, Outcome = (int)outcome, DirectPath = directPath, Now = clock.GetUtcNow().ToUnixTimeMilliseconds(), Reason = reason }));

    /// <summary>It could not be answered, and is tried again.</summary>
    public Task PostponeAsync(RedeliveryRow row, DateTimeOffset due, string reason) => writer.WriteAsync(connection => connection.Execute(
        """
        UPDATE redeliveries SET leased_until = 0, due_at = @Due, attempts = attempts + 1, reason = @Reason
        WHERE id = @Id AND revision = @Revision AND state = 0
        """,
        new { row.Id, row.Revision, Due = due.ToUnixTimeMilliseconds(), Reason = reason }));

    /// <summary>Ends every lease: when the stage starts, and so nobody else can hold one.</summary>
    public Task ReleaseAllAsync() => writer.WriteAsync(connection =>
        connection.Execute("UPDATE redeliveries SET leased_until = 0 WHERE state = 0 AND leased_until > 0"));

    /// <summary>Those of some messages, the oldest first.</summary>
    public ILookup<string, RedeliveryRow> Of(IEnumerable<string> messages)
    {
        using var connection = file.OpenForReading();
        return connection.Query<RedeliveryRow>($"SELECT {Columns} FROM redeliveries WHERE message_id IN @Ids ORDER BY id", new { Ids = messages })
            .ToLookup(row => row.MessageId);
    }
}

/// <summary>A request for a media that is gone from the upstream.</summary>
internal sealed record RedeliveryRow
{
    public long Id { get; init; }

    public string MessageId { get; init; } = "";

    public byte[] Payload { get; init; } = [];

    public byte[] Iv { get; init; } = [];

    /// <summary>Milliseconds since 1970, as the other times.</summary>
    public long RequestedAt { get; init; }

    public long State { get; init; }

    public long Revision { get; init; }

    public long DueAt { get; init; }

    public long Attempts { get; init; }

    /// <summary>Why the last attempt failed, or why the answer is no.</summary>
    public string? Reason { get; init; }

    public long? Outcome { get; init; }

    public string? DirectPath { get; init; }

    public long? AnsweredAt { get; init; }

    public RedeliveryNote Note => new(Iv, Payload);
}
