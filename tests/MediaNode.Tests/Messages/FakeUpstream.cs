using MediaNode.Formats.Sealing;
using MediaNode.Upstreams;
using MediaNode.Volumes;

namespace MediaNode.Tests.Messages;

/// <summary>An upstream that knows some inbound messages and takes every number of seven digits or more for a user's.</summary>
internal sealed class FakeUpstream : IUpstream
{
    public string Name => "fake";

    public int MostMessages => 256;

    /// <summary>When set, nothing is answered.</summary>
    public string? Failure { get; set; }

    public HashSet<string> Inbound { get; } = [];

    public List<string> MarkedRead { get; } = [];

    public List<int> Chunks { get; } = [];

    public Task<ContactsOutcome> CheckAsync(IReadOnlyList<string> inputs, CancellationToken cancellationToken)
    {
        Chunks.Add(inputs.Count);
        return Task.FromResult<ContactsOutcome>(Failure is { } failure
            ? new ContactsOutcome.Failed(failure, null)
            : new ContactsOutcome.Answered([.. inputs.Select(input => new CheckedContact(input, WaIdOf(input)))]));
    }

    public Task<CallOutcome> MarkReadAsync(string messageId, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            return Task.FromResult<CallOutcome>(new CallOutcome.Failed(failure, null));
        }

        if (!Inbound.Contains(messageId))
        {
            return Task.FromResult<CallOutcome>(new CallOutcome.NotFound());
        }

        MarkedRead.Add(messageId);
        return Task.FromResult<CallOutcome>(new CallOutcome.Done());
    }

    public Task<LodgeOutcome> LodgeAsync(Lodging lodging, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SendOutcome> SendAsync(IReadOnlyList<OutgoingMessage> messages, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<EventsOutcome> EventsAsync(long after, bool wait, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CallOutcome> AnswerAsync(RedeliveryReply reply, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<FetchOutcome> FetchAsync(InboundMedia media, BlobWriter into, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<CallOutcome> AskAgainAsync(string messageId, RedeliveryNote note, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static string? WaIdOf(string input)
    {
        var digits = string.Concat(input.Where(char.IsAsciiDigit));
        return digits.Length >= 7 ? digits : null;
    }
}
