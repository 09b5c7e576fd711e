using System.Net;
using MediaNode.Addresses;

namespace MediaNode.Links;

/// <summary>Which addresses an origin may have: those of the internet, and of the networks that are listed.</summary>
internal sealed class LinkAddresses(LinkOptions options)
{
    private readonly IReadOnlyList<IPNetwork> _allowed = NetworksAttribute.TryRead(options.AllowedNetworks) ?? [];

    /// <returns>Why nothing is fetched from there: no more than the address and what it is. Null when it may be.</returns>
    public string? WhyNot(IPAddress address) => AddressRanges.ReachOf(address) switch
    {
        Reach.Public => null,
        _ when _allowed.Any(network => AddressRanges.Has(network, address)) => null,
        Reach.Loopback => $"{address} is the node's own machine",
        Reach.Private => $"{address} is a private or link-local address",
        _ => $"{address} is no address that a server can have",
    };
}
