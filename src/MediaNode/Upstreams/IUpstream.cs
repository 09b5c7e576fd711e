using MediaNode.Formats.Sealing;
using MediaNode.Volumes;

namespace MediaNode.Upstreams;

/// <summary>The way out: WhatsApp's servers, or today's Cloud API. Every method may be repeated: what was done stays done.</summary>
/// <remarks>What fails comes back as a value. Thrown is only what nobody foresaw, and <see cref="OperationCanceledException"/>.</remarks>
internal interface IUpstream
{
    /// <summary>By this name the catalogue keeps how far its events were taken in.</summary>
    string Name { get; }

    /// <summary>Lodges a rendition: seals it where the upstream wants that, and uploads it.</summary>
    Task<LodgeOutcome> LodgeAsync(Lodging lodging, CancellationToken cancellationToken);

    /// <summary>Hands messages over, in their order.</summary>
    /// <param name="messages">At most <see cref="MostMessages"/>.</param>
    /// <param name="cancellationToken">Ends the attempt. Whether they were taken is not known then.</param>
    Task<SendOutcome> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken);

    /// <summary>How many messages one call takes.</summary>
    int MostMessages { get; }

    /// <summary>What happened since.</summary>
    /// <param name="after">The cursor of the last event taken in; zero for none.</param>
    /// <param name="wait">Whether to wait for a while when nothing did.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task<EventsOutcome> EventsAsync(long after, bool wait, CancellationToken cancellationToken);

    /// <summary>Answers one who asked for a media again.</summary>
    Task<CallOutcome> AnswerAsync(RedeliveryReply reply, CancellationToken cancellationToken);

    /// <summary>Fetches a user's media, checks it against all that the message tells, and writes it opened.</summary>
    /// <param name="media">What.</param>
    /// <param name="into">Nothing is written into it before everything has been checked.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<FetchOutcome> FetchAsync(InboundMedia media, BlobWriter into, CancellationToken cancellationToken);

    /// <summary>Asks the sender of a message to bring its media once more; the answer comes as an event.</summary>
    Task<CallOutcome> AskAgainAsync(string messageId, RedeliveryNote note, CancellationToken cancellationToken);

    /// <summary>Which numbers are users.</summary>
    Task<ContactsOutcome> CheckAsync(IReadOnlyList<string> inputs, CancellationToken cancellationToken);

    /// <summary>Tells that the business has read a message, and with it all before it from the same person.</summary>
    Task<CallOutcome> MarkReadAsync(string messageId, CancellationToken cancellationToken);
}
