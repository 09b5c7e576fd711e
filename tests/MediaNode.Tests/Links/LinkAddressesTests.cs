using System.Net;
using MediaNode.Links;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>The first and the last address of every range, and their neighbours.</summary>
public sealed class LinkAddressesTests
{
    [Theory]
    [InlineData("0.0.0.0", "0.255.255.255")]
    [InlineData("10.0.0.0", "10.255.255.255")]
    [InlineData("100.64.0.0", "100.127.255.255")]
    [InlineData("127.0.0.0", "127.255.255.255")]
    [InlineData("168.63.129.16", "168.63.129.16")] // Azure's host.
    [InlineData("169.254.0.0", "169.254.255.255")]
    [InlineData("172.16.0.0", "172.31.255.255")]
    [InlineData("192.0.0.0", "192.0.0.255")]
    [InlineData("192.0.2.0", "192.0.2.255")]
    [InlineData("192.88.99.0", "192.88.99.255")]
    [InlineData("192.168.0.0", "192.168.255.255")]
    [InlineData("198.18.0.0", "198.19.255.255")]
    [InlineData("198.51.100.0", "198.51.100.255")]
    [InlineData("203.0.113.0", "203.0.113.255")]
    [InlineData("224.0.0.0", "239.255.255.255")]
    [InlineData("240.0.0.0", "255.255.255.255")]
    public void No_range_of_IPv4_is_fetched_from_in_whatever_dress(string first, string last)
    {
        foreach (var address in new[] { first, last, "169.254.169.254" })
        {
            foreach (var dressed in Dressed(address))
            {
                WhyNot(dressed).ShouldNotBeNull(dressed);
            }
        }
    }

    [Theory]
    [InlineData("1.0.0.0")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("168.63.129.15")]
    [InlineData("168.63.129.17")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("191.255.255.255")]
    [InlineData("192.0.1.0")]
    [InlineData("192.0.1.255")]
    [InlineData("192.0.3.0")]
    [InlineData("192.88.98.255")]
    [InlineData("192.88.100.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("198.51.99.255")]
    [InlineData("198.51.101.0")]
    [InlineData("203.0.112.255")]
    [InlineData("203.0.114.0")]
    [InlineData("223.255.255.255")]
    public void The_neighbours_are(string address)
    {
        foreach (var dressed in Dressed(address))
        {
            WhyNot(dressed).ShouldBeNull(dressed);
        }
    }

    [Theory]
    [InlineData("::", "::ffff:ffff")]
    [InlineData("::1", "::1%1")]
    [InlineData("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe")]
    [InlineData("::ffff:0:7f00:1", "::ffff:0:a00:1")]
    [InlineData("100::", "100::ffff:ffff:ffff:ffff")]
    [InlineData("2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:0:7f00:1::", "2001:0:ffff:ffff:ffff:ffff:80ff:fffe")] // Teredo.
    [InlineData("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2002:7f00:1::", "2002:a00:1:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fd00:ec2::254", "fd20:ce::254")] // Metadata of clouds.
    [InlineData("2001:470::5efe:10.0.0.1", "2001:470::200:5efe:7f00:1")] // ISATAP.
    [InlineData("fe80::5efe:8.8.8.8", "fd00::200:5efe:8.8.8.8")] // The network counts as well as what is within.
    [InlineData("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void No_range_of_IPv6_is_fetched_from(string first, string last)
    {
        WhyNot(first).ShouldNotBeNull();
        WhyNot(last).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("::1:0:0")]
    [InlineData("64:ff9b:0:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("64:ff9b:2::")]
    [InlineData("ff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("100:0:0:1::")]
    [InlineData("2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:200::")]
    [InlineData("2001:db7:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db9::")]
    [InlineData("3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("3fff:1000::")]
    [InlineData("5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("5f01::")]
    [InlineData("fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2606:4700::1")]
    [InlineData("2001:470::5efd:10.0.0.1")]
    [InlineData("2001:470::100:5efe:10.0.0.1")]
    public void The_neighbours_of_those_are(string address) => WhyNot(address).ShouldBeNull();

    [Fact]
    public void A_listed_network_is_allowed_from_its_first_address_to_its_last_and_no_further()
    {
        const string Listed = "10.1.0.0/16, 127.0.0.1/32,fd00:7::/32";
        foreach (var address in new[] { "10.1.0.0", "10.1.255.255", "::ffff:10.1.2.3", "127.0.0.1", "fd00:7::", "fd00:7:ffff:ffff:ffff:ffff:ffff:ffff" })
        {
            WhyNot(address, Listed).ShouldBeNull(address);
        }

        foreach (var address in new[] { "10.0.255.255", "10.2.0.0", "127.0.0.2", "::1", "fd00:6:ffff:ffff:ffff:ffff:ffff:ffff", "fd00:8::", "169.254.169.254" })
        {
            WhyNot(address, Listed).ShouldNotBeNull(address);
        }
    }

    [Fact]
    public void The_words_tell_the_address_and_what_it_is()
    {
        WhyNot("127.0.0.1").ShouldBe("127.0.0.1 is the node's own machine");
        WhyNot("10.0.0.1").ShouldBe("10.0.0.1 is a private or link-local address");
        WhyNot("0.0.0.0").ShouldBe("0.0.0.0 is no address that a server can have");
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.0.0.0/8, fd00::/8")]
    [InlineData("127.0.0.1/32")]
    public void Networks_are_read(string text) => new NetworksAttribute().IsValid(text).ShouldBeTrue();

    [Theory]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("intranet")]
    [InlineData("10.0.0.0/8;11.0.0.0/8")]
    public void What_is_no_network_is_a_mistake(string text) => new NetworksAttribute().IsValid(text).ShouldBeFalse();

    // As it is, mapped, translated (RFC 6052), 6to4, and ISATAP in both its spellings.
    private static IEnumerable<string> Dressed(string address)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        var (high, low) = ((bytes[0] << 8) + bytes[1], (bytes[2] << 8) + bytes[3]);
        return [address, $"::ffff:{address}", $"64:ff9b::{address}", $"2002:{high:x}:{low:x}::1", $"2001:470::5efe:{address}", $"2001:470::200:5efe:{address}"];
    }

    private static string? WhyNot(string address, string allowed = "") =>
        new LinkAddresses(new LinkOptions { AllowedNetworks = allowed }).WhyNot(IPAddress.Parse(address));
}
