using System.Net;
using MediaNode.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>The first and the last address of each range, and their neighbours.</summary>
public sealed class TargetRulesTests
{
    [Theory]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:808:808::1")]
    public void A_public_address_is_spoken_to_over_https_only(string address)
    {
        WhyNot(address, secure: true).ShouldBeNull();
        WhyNot(address, secure: false)!.ShouldContain("AllowHttp");
        WhyNot(address, secure: false, new WebhookOptions { AllowHttp = true }).ShouldBeNull();
    }

    [Theory]
    [InlineData("168.63.129.16")]
    [InlineData("2001:470::5efe:10.0.0.1")]
    [InlineData("2001:470::200:5efe:127.0.0.1")] // Wherever that is, it is not this machine.
    public void A_clouds_host_and_what_is_tunnelled_somewhere_near_get_nothing(string address) => WhyNot(address, secure: true).ShouldNotBeNull();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.255")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void This_machine_is_spoken_to_as_one_likes(string address)
    {
        WhyNot(address, secure: true).ShouldBeNull();
        WhyNot(address, secure: false).ShouldBeNull();
    }

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.0")]
    [InlineData("100.127.255.255")]
    [InlineData("169.254.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("169.254.255.255")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.0.0")]
    [InlineData("192.168.255.255")]
    [InlineData("fc00::")]
    [InlineData("fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("fe80::1%1")]
    [InlineData("febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("2002:a9fe:a9fe::1")]
    public void A_private_address_is_spoken_to_when_it_is_allowed(string address)
    {
        WhyNot(address, secure: true)!.ShouldContain("AllowPrivate");
        WhyNot(address, secure: true, new WebhookOptions { AllowPrivate = true }).ShouldBeNull();
        WhyNot(address, secure: false, new WebhookOptions { AllowPrivate = true })!.ShouldContain("AllowHttp");
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.255.255.255")]
    [InlineData("192.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.0")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.255")]
    [InlineData("224.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::8.8.8.8")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("ff02::1")]
    [InlineData("fec0::1")]
    [InlineData("::ffff:0.0.0.0")]
    public void What_is_no_servers_address_is_never_spoken_to(string address) =>
        WhyNot(address, secure: true, new WebhookOptions { AllowPrivate = true, AllowHttp = true })!.ShouldContain("no address");

    private static string? WhyNot(string address, bool secure, WebhookOptions? options = null) =>
        TargetRules.WhyNot(IPAddress.Parse(address), secure, options ?? new WebhookOptions());
}
