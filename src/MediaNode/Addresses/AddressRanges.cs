using System.Net;
using System.Net.Sockets;

namespace MediaNode.Addresses;

/// <summary>Tells who can be at an address, by the registries of special addresses (RFC 6890 and its updates).</summary>
internal static class AddressRanges
{
    // In these an IPv4 address is written, which is judged in their place: translated (RFC 6052, RFC 2765), and 6to4.
    private static readonly (IPNetwork Range, int At)[] _wrapped = [(Of("64:ff9b::/96"), 12), (Of("::ffff:0:0:0/96"), 12), (Of("2002::/16"), 2)];

    private static readonly IPNetwork[] _private =
    [
        Of("10.0.0.0/8"), Of("172.16.0.0/12"), Of("192.168.0.0/16"), Of("100.64.0.0/10"), Of("169.254.0.0/16"),
        Of("168.63.129.16/32"), // Azure's host, which tells a machine its secrets.
        Of("fc00::/7"), Of("fe80::/10"), Of("64:ff9b:1::/48"),
    ];

    private static readonly IPNetwork[] _nobody =
    [
        Of("0.0.0.0/8"), Of("192.0.0.0/24"), Of("192.0.2.0/24"), Of("192.88.99.0/24"), Of("198.18.0.0/15"), Of("198.51.100.0/24"),
        Of("203.0.113.0/24"), Of("224.0.0.0/4"), Of("240.0.0.0/4"),
        // 2001::/23 has Teredo (2001::/32), in which anybody's IPv4 address can be written.
        Of("::/128"), Of("::/96"), Of("100::/64"), Of("2001::/23"), Of("2001:db8::/32"), Of("3fff::/20"), Of("5f00::/16"), Of("fec0::/10"), Of("ff00::/8"),
    ];

    public static Reach ReachOf(IPAddress address)
    {
        var meant = Meant(address);
        var reach = Registered(meant);
        return reach != Reach.Public || Tunnelled(meant) is not { } behind ? reach
            // Somebody's router takes it there; it is not this machine, which may be allowed more than others.
            : Registered(behind) is var there && there == Reach.Loopback ? Reach.Nobody
            : there;
    }

    /// <summary>Whether a range has the address that is meant: one of IPv4 in whatever dress, without a zone.</summary>
    public static bool Has(IPNetwork range, IPAddress address)
    {
        var meant = Meant(address);
        return range.BaseAddress.AddressFamily == meant.AddressFamily && range.Contains(meant);
    }

    private static IPAddress Meant(IPAddress address)
    {
        // A zone tells of a network card, and no range has one.
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0)
        {
            return Meant(new IPAddress(address.GetAddressBytes()));
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        foreach (var (range, at) in _wrapped)
        {
            if (range.BaseAddress.AddressFamily == address.AddressFamily && range.Contains(address))
            {
                return new IPAddress(address.GetAddressBytes().AsSpan(at, 4));
            }
        }

        return address;
    }

    private static Reach Registered(IPAddress meant) =>
        IPAddress.IsLoopback(meant) ? Reach.Loopback
        : _private.Any(range => Has(range, meant)) ? Reach.Private
        : _nobody.Any(range => Has(range, meant)) ? Reach.Nobody
        : Reach.Public;

    /// <summary>The IPv4 address in an interface identifier of ISATAP (RFC 5214 §6.1), 0000:5efe or 0200:5efe, in whatever network it is.</summary>
    private static IPAddress? Tunnelled(IPAddress meant)
    {
        var bytes = meant.GetAddressBytes();
        return bytes is [_, _, _, _, _, _, _, _, 0x00 or 0x02, 0x00, 0x5e, 0xfe, ..] ? new IPAddress(bytes.AsSpan(12)) : null;
    }

    private static IPNetwork Of(string range) => IPNetwork.Parse(range);
}
