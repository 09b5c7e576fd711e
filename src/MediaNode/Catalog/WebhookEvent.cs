namespace MediaNode.Catalog;

/// <summary>One thing that the receiver of webhooks is to be told.</summary>
internal sealed record WebhookEvent
{
    /// <summary>The order in which events were written.</summary>
    public long Seq { get; init; }

    /// <summary>By the node's clock, in milliseconds.</summary>
    public long WrittenAt { get; init; }

    /// <summary>The user it is about, as digits.</summary>
    public string Contact { get; init; } = "";

    public long Kind { get; init; }

    /// <summary>The message's id.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The status, or the type of a user's message.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it happened, by the upstream's clock, in milliseconds.</summary>
    public long At { get; init; }

    /// <summary>What the user calls himself.</summary>
    public string? Profile { get; init; }

    /// <summary>A user's message: what stands under its type, as JSON. One that failed: its <see cref="MessageError"/>.</summary>
    public string? Content { get; init; }

    public bool IsMessage => Kind == (long)WebhookEventKind.Message;

    public MessageError? Error => IsMessage || Content is null ? null : MessageRow.ReadError(Content);
}

/// <summary>What an event tells. The numbers are in the database: never change one.</summary>
internal enum WebhookEventKind
{
    /// <summary>What became of a message of the business.</summary>
    Status = 0,

    /// <summary>A user's message.</summary>
    Message = 1,
}
