using Dapper;

namespace MediaNode.Catalog;

/// <summary>What users wrote, for those who look through it.</summary>
internal sealed class InboundList(CatalogFile file)
{
    /// <summary>A page of users' messages in the order in which they were taken in.</summary>
    public IReadOnlyList<(ListedInbound Message, InboundMediaRow? Media)> Page(InboundFilter filter, long after, int limit)
    {
        using var connection = file.OpenForReading();
        var messages = connection.Query<ListedInbound>(
            $"""
            SELECT i.seq Seq, i.id Id, i.sender Sender, i.name Name, i.type Type, i.received_at ReceivedAt, i.read_at ReadAt, i.told Told
            FROM inbound i {(filter.States is null ? "" : "JOIN inbound_media m ON m.message_id = i.id")}
            WHERE i.seq > @After{filter.Conditions} ORDER BY i.seq LIMIT @Limit
            """,
            new { After = after, Limit = limit, filter.From }).ToList();
        var media = connection.Query<InboundMediaRow>(
            $"SELECT {InboundMediaRow.Columns} FROM inbound_media WHERE message_id IN @Ids", new { Ids = messages.Select(message => message.Id) }).ToDictionary(row => row.MessageId);
        return [.. messages.Select(message => (message, media.GetValueOrDefault(message.Id)))];
    }
}

/// <summary>A user's message as it stands in the list.</summary>
internal sealed record ListedInbound
{
    public long Seq { get; init; }

    public string Id { get; init; } = "";

    /// <summary>Digits.</summary>
    public string Sender { get; init; } = "";

    public string? Name { get; init; }

    public string Type { get; init; } = "";

    /// <summary>Milliseconds since 1970, as the other time.</summary>
    public long ReceivedAt { get; init; }

    public long? ReadAt { get; init; }

    public long Told { get; init; }
}

/// <summary>Which of users' messages are wanted; what is null is no condition.</summary>
internal sealed record InboundFilter
{
    /// <summary>Messages with a media in any of these.</summary>
    public IReadOnlyList<InboundState>? States { get; init; }

    /// <summary>Digits only.</summary>
    public string? From { get; init; }

    public string Conditions =>
        (States is null ? "" : $" AND m.state IN ({string.Join(", ", States.Select(state => (int)state))})") + (From is null ? "" : " AND i.sender = @From");
}
