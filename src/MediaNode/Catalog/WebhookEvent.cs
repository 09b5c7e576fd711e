namespace MediaNode.Catalog;

/// <summary>One thing that the receiver of webhooks is to be told.</summary>
internal sealed record WebhookEvent
{
    /// <summary>The order in which events were written.</summary>
    public long Seq { get; init; }

    /// <summary>By the node's clock, in milliseconds.</summary>
    public long WrittenAt { get; init; }

    /// <summary>The user it is about, as digits; empty when it is about none.</summary>
    public string Contact { get; init; } = "";

    public long Kind { get; init; }

    /// <summary>The id of the message or media; empty when it is about none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The status, or the type of a user's message.</summary>
    public string Name { get; init; } = "";

    /// <summary>When it happened, by the upstream's clock, in milliseconds.</summary>
    public long At { get; init; }

    /// <summary>What the user calls himself.</summary>
    public string? Profile { get; init; }

    /// <summary>As JSON. Of a user's message: what stands under its type. Of a status or an error: a <see cref="MessageError"/>. Else the element itself.</summary>
    public string? Content { get; init; }

    /// <summary>What did not go well with a user's message: a <see cref="MessageError"/> as JSON.</summary>
    public string? Trouble { get; init; }

    public bool IsMessage => Kind == (long)WebhookEventKind.Message;

    public MessageError? Error => (IsMessage ? Trouble : Content) is { } json ? MessageRow.ReadError(json) : null;
}

/// <summary>What an event tells. The numbers are in the database: never change one.</summary>
internal enum WebhookEventKind
{
    /// <summary>What became of a message of the business.</summary>
    Status = 0,

    /// <summary>A user's message.</summary>
    Message = 1,

    /// <summary>What went wrong with neither a message nor a user.</summary>
    Error = 2,

    /// <summary>What the node did on its own, as the collecting of media.</summary>
    Service = 3,

    /// <summary>What became of a media that was asked for again.</summary>
    MediaItem = 4,
}
