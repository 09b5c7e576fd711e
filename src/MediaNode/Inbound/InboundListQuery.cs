using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Inbound;

/// <summary>Reads the parameters of the list.</summary>
internal sealed class InboundListQuery(IQueryCollection query) : QueryReader(query, "limit", "after", "state", "from")
{
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
}
