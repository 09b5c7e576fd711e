using MediaNode.Formats.Limits;

namespace MediaNode.Catalog;

/// <summary>One send to one recipient, and what became of it.</summary>
internal sealed record Message
{
    /// <summary>The order in which messages were accepted; zero before that.</summary>
    public long Seq { get; init; }

    public required string Id { get; init; }

    /// <summary>Digits only.</summary>
    public required string Recipient { get; init; }

    /// <summary>As in <c>POST /v1/messages</c>: <c>text</c>, <c>image</c>, <c>template</c> …</summary>
    public required string Type { get; init; }

    /// <summary>What stood under the type, as JSON, without the media's <c>id</c> or <c>link</c>.</summary>
    public required string Content { get; init; }

    public bool PreviewUrl { get; init; }

    /// <summary>The media it brings, and as what; null for a message without, and as long as it waits for its link.</summary>
    public MediaId? MediaId { get; init; }

    public Kind? Kind { get; init; }

    public string? DepositId { get; init; }

    /// <summary>By which its media was named; null for one named by id.</summary>
    public long? LinkId { get; init; }

    public LinkWish LinkWish { get; init; }

    public required MessageState State { get; init; }

    /// <summary>Who wins a race.</summary>
    public long Revision { get; init; }

    public DateTimeOffset DueAt { get; init; }

    /// <summary>Failed ones.</summary>
    public int Attempts { get; init; }

    public required DateTimeOffset AcceptedAt { get; init; }

    /// <summary>When its media was lodged with the upstream, if it has one.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    public DateTimeOffset? SentAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>When the phone really fetched the media; a receipt proves no such thing.</summary>
    public DateTimeOffset? DownloadedAt { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    public MessageError? Error { get; init; }
}

/// <summary>Why a message failed, as the business is told.</summary>
/// <param name="Code">Of the On-Premises API's list.</param>
/// <param name="Title">The list's title for it.</param>
/// <param name="Details">What happened to this one.</param>
internal sealed record MessageError(int Code, string Title, string? Details);

/// <summary>Where a message stands. The numbers are in the database: never change one.</summary>
internal enum MessageState
{
    /// <summary>Accepted, and its media is not lodged with the upstream yet.</summary>
    Waiting = 0,

    /// <summary>Accepted, and there is nothing that it waits for but its turn.</summary>
    Ready = 1,

    /// <summary>The upstream has it.</summary>
    Sent = 2,

    /// <summary>The phone has it.</summary>
    Delivered = 3,

    /// <summary>The user has seen it.</summary>
    Read = 4,

    /// <summary>It was never sent, and will not be.</summary>
    Failed = 5,
}

/// <summary>The states by their names on the wire.</summary>
internal static class MessageStates
{
    extension(MessageState state)
    {
        public string Name => state switch
        {
            MessageState.Waiting or MessageState.Ready => "accepted",
            MessageState.Sent => "sent",
            MessageState.Delivered => "delivered",
            MessageState.Read => "read",
            _ => "failed",
        };
    }
}
