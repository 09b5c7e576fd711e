using MediaNode.Formats.Sealing;

namespace MediaNode.Upstreams;

/// <summary>What happened to the node's messages, or is asked of it.</summary>
/// <param name="Cursor">Its number: events are taken in in the order of these.</param>
/// <param name="At">When, by the upstream's clock.</param>
internal abstract record UpstreamEvent(long Cursor, DateTimeOffset At)
{
    /// <summary>What became of a message. It may come twice, late, or out of order.</summary>
    public sealed record Receipt(long Cursor, DateTimeOffset At, string MessageId, ReceiptStatus Status) : UpstreamEvent(Cursor, At);

    /// <summary>The media of a message is gone from the servers, and somebody asks for it again; the note is the request, sealed.</summary>
    public sealed record MediaRetry(long Cursor, DateTimeOffset At, string MessageId, string From, RedeliveryNote Note) : UpstreamEvent(Cursor, At);

    /// <summary>A user wrote; the content is what stands under the type, as JSON.</summary>
    public sealed record Inbound(long Cursor, DateTimeOffset At, string MessageId, string From, string? Name, string Type, string Content)
        : UpstreamEvent(Cursor, At)
    {
        /// <summary>The media that the message brings; null when it brings none, or one whose description cannot be read.</summary>
        public InboundMedia? Media { get; init; }

        /// <summary>Why the media's description cannot be read, one sentence; null when it can, or there is none.</summary>
        public string? Flaw { get; init; }
    }

    /// <summary>A sender who was asked for a media again has answered.</summary>
    /// <param name="Cursor">Its number.</param>
    /// <param name="At">When.</param>
    /// <param name="MessageId">The user's message.</param>
    /// <param name="From">Who answers.</param>
    /// <param name="Note">The answer, sealed; null from one who has the key no longer.</param>
    /// <param name="Outcome">Without a note, the answer in the open.</param>
    public sealed record MediaRetryAnswer(
        long Cursor, DateTimeOffset At, string MessageId, string From, RedeliveryNote? Note, RedeliveryOutcome Outcome) : UpstreamEvent(Cursor, At);

    /// <summary>Of a kind that this node does not know: passed over.</summary>
    public sealed record Unknown(long Cursor, DateTimeOffset At, string Type) : UpstreamEvent(Cursor, At);
}

internal enum ReceiptStatus
{
    Delivered,
    Read,

    /// <summary>The phone has fetched the media. Only the simulator tells that.</summary>
    Downloaded,
}

/// <summary>What came of asking for events.</summary>
internal abstract record EventsOutcome
{
    private EventsOutcome()
    {
    }

    /// <param name="Events">In the order of their cursors; empty when nothing happened for a while.</param>
    public sealed record Page(IReadOnlyList<UpstreamEvent> Events) : EventsOutcome;

    /// <summary>The upstream has never been as far as we are: it is another than before, and its events begin at 0.</summary>
    public sealed record BeginsAnew(long Last) : EventsOutcome;

    public sealed record Failed(string Reason, TimeSpan? RetryAfter) : EventsOutcome;
}

/// <summary>The answer to a re-request.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Note">Sealed; null when the key is gone.</param>
/// <param name="Outcome">The same in the open, for when it is.</param>
internal sealed record RedeliveryReply(string MessageId, RedeliveryNote? Note, RedeliveryOutcome Outcome);

/// <summary>What came of a call that answers nothing.</summary>
internal abstract record CallOutcome
{
    private CallOutcome()
    {
    }

    public sealed record Done : CallOutcome;

    /// <summary>The upstream does not know the message.</summary>
    public sealed record NotFound : CallOutcome;

    public sealed record Failed(string Reason, TimeSpan? RetryAfter) : CallOutcome;
}

/// <summary>What came of asking about numbers.</summary>
internal abstract record ContactsOutcome
{
    private ContactsOutcome()
    {
    }

    /// <param name="Contacts">One for each input, in their order.</param>
    public sealed record Answered(IReadOnlyList<CheckedContact> Contacts) : ContactsOutcome;

    public sealed record Failed(string Reason, TimeSpan? RetryAfter) : ContactsOutcome;
}

/// <param name="Input">As it was asked about.</param>
/// <param name="WaId">Digits; null when it is no user's number.</param>
internal sealed record CheckedContact(string Input, string? WaId);
