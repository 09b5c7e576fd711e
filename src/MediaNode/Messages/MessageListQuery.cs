using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Messages;

/// <summary>Reads the parameters of the list.</summary>
internal sealed class MessageListQuery(IQueryCollection query) : QueryReader(query, "limit", "after", "status", "to", "media_id")
{
    private static readonly MessageState[] _states = Enum.GetValues<MessageState>();

    public MessageFilter Filter() => new() { States = States(), Recipient = To(), MediaId = Media() };

    private IReadOnlyList<MessageState>? States()
    {
        if (Single("status") is not { } name)
        {
            return null;
        }

        MessageState[] named = [.. _states.Where(state => state.Name == name)];
        return named.Length > 0 ? named
            : Refuse<IReadOnlyList<MessageState>>($"status must be one of {string.Join(", ", _states.Select(state => state.Name).Distinct())}.");
    }

    private string? To() => Single("to") is not { } text ? null
        : Recipient.Digits(text) ?? Refuse<string>("to must be a phone number of 7 to 15 digits; a + in it is written %2B.");

    private MediaId? Media() => Single("media_id") is not { } text ? null
        : MediaId.TryParse(text, out var id) ? id
        : Refuse<MediaId?>("media_id must be an id that POST /v1/media answered.");
}
