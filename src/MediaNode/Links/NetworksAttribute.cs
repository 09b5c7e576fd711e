using System.ComponentModel.DataAnnotations;
using System.Net;

namespace MediaNode.Links;

/// <summary>A list of networks, with commas between.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NetworksAttribute : ValidationAttribute
{
    /// <returns>The networks; null when one of them is none, or has bits set behind its prefix.</returns>
    public static IReadOnlyList<IPNetwork>? TryRead(string text)
    {
        var networks = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // The parser clears bits behind the prefix, and 10.0.0.1/8 may be a slip for one address.
            if (!IPNetwork.TryParse(part, out var network) || !network.BaseAddress.Equals(IPAddress.Parse(part[..part.IndexOf('/', StringComparison.Ordinal)])))
            {
                return null;
            }

            networks.Add(network);
        }

        return networks;
    }

    public override bool IsValid(object? value) => value is string text && TryRead(text) is not null;

    public override string FormatErrorMessage(string name) => "must be networks such as 10.1.0.0/16 or fd00:7::/32, with commas between";
}
