using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Messages;

/// <summary>Reads the parameters of the list. The first that is not valid is the reason for a refusal.</summary>
internal sealed class MessageListQuery(IQueryCollection query)
{
    private const int MostRows = 1000;

    private static readonly MessageState[] _states = Enum.GetValues<MessageState>();

    public Refusal? Refusal { get; private set; } = KnownParameters.WhyNot(query, "limit", "after", "status", "to", "media_id");

    public int Limit() => Single("limit") is not { } text ? 100
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostRows ? limit
        : Refuse<int>($"limit must be a whole number from 1 to {MostRows}.");

    public long After() => Single("after") is not { } text ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq
        : Refuse<long>("after must be the next of the page before.");

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

    private string? Single(string name)
    {
        var values = query[name];
        return values.Count > 1
            ? Refuse<string?>($"{name} is given {values.Count} times; once is accepted.")
            : values.Count == 0 ? null : values[0];
    }

    private T? Refuse<T>(string why)
    {
        Refusal ??= Problem.ParameterInvalid.Because(why);
        return default;
    }
}
