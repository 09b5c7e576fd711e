using System.Globalization;
using MediaNode.Catalog;

namespace MediaNode.Messages;

/// <summary>What became of the link of a message.</summary>
/// <param name="Url">Without what may be a secret.</param>
/// <param name="Provider">Null for none.</param>
/// <param name="State">On the wire: <c>waiting</c>, <c>fetching</c>, <c>fetched</c> or <c>failed</c>.</param>
/// <param name="Attempts">Failed ones while the message waited.</param>
/// <param name="WaitingFor">In words; null when the message does not wait for it any more.</param>
internal sealed record LinkStory(string Url, string? Provider, string State, int Attempts, string? WaitingFor);

/// <summary>Tells of the links of messages.</summary>
internal sealed class LinkStories(LinkCatalog links, MessageCatalog messages, TimeProvider clock)
{
    /// <returns>What became of it, and what went wrong on the way; nothing for a message without a link.</returns>
    public (LinkStory? Story, IReadOnlyList<Attempt> Attempts) Of(Message message)
    {
        if (message.LinkId is not { } id || links.Find(id) is not { } link)
        {
            return (null, []);
        }

        // Others waited for the same link, before this message and after.
        var until = message.FailedAt ?? message.ReadyAt ?? DateTimeOffset.MaxValue;
        Attempt[] attempts = [.. messages.AttemptsOf(link.Subject).Where(attempt => attempt.At >= message.AcceptedAt && attempt.At <= until)];
        var waits = message is { State: MessageState.Waiting, MediaId: null };
        var state = message.MediaId is not null ? "fetched" : !waits ? "failed" : link.LeasedUntil > clock.GetUtcNow() ? "fetching" : "waiting";
        return (
            new LinkStory(link.Key.Shown, link.Key.Provider.Length > 0 ? link.Key.Provider : null, state, attempts.Length, waits ? WaitingFor(link, state) : null),
            attempts);
    }

    private static string WaitingFor(Link link, string state) =>
        state == "fetching" ? $"the link {link.Key.Shown}, which is being fetched"
        : link.Reason is null ? $"the link {link.Key.Shown}, which is to be fetched"
        : string.Create(CultureInfo.InvariantCulture,
            $"the link {link.Key.Shown}, attempt {link.Attempts + 1} at {link.DueAt.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}: {link.Reason}");
}
