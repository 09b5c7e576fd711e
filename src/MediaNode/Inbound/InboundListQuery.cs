using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Inbound;

/// <summary>Reads the parameters of the list. The first that is not valid is the reason for a refusal.</summary>
internal sealed class InboundListQuery(IQueryCollection query)
{
    private const int MostRows = 1000;

    public Refusal? Refusal { get; private set; } = KnownParameters.WhyNot(query, "limit", "after", "state", "from");

    public int Limit() => Single("limit") is not { } text ? 100
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostRows ? limit
        : Refuse<int>($"limit must be a whole number from 1 to {MostRows}.");

    public long After() => Single("after") is not { } text ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq
        : Refuse<long>("after must be the next of the page before.");

    public InboundFilter Filter() => new() { States = States(), From = From() };

    private IReadOnlyList<InboundState>? States()
    {
        if (Single("state") is not { } name)
        {
            return null;
        }

        InboundState[] named = [.. InboundStates.All.Where(state => state.Name == name)];
        return named.Length > 0 ? named
            : Refuse<IReadOnlyList<InboundState>>($"state must be one of {string.Join(", ", InboundStates.All.Select(state => state.Name).Distinct())}.");
    }

    private string? From() => Single("from") is not { } text ? null
        : text.Length is >= 7 and <= 15 && text.All(char.IsAsciiDigit) ? text
        : Refuse<string>("from must be a phone number of 7 to 15 digits, without a +.");

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
