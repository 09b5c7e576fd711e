using MediaNode.Addresses;
using MediaNode.Links;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>Links that would have the node ask where the business itself cannot.</summary>
public sealed class ForgeryTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("127.0.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0x7f.1")]
    [InlineData("0177.0.0.1")]
    [InlineData("017700000001")]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("127.0.0.1.")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[fe80::1%25lo]")]
    [InlineData("169.254.169.254")]
    [InlineData("%31%32%37.0.0.1")]
    [InlineData("①②⑦.⓪.⓪.①")]
    [InlineData("127。0。0。1")]
    public async Task However_this_machine_is_written_nobody_connects_to_it(string host)
    {
        await using var canary = RawOrigin.Saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ncanary");
        // By the machine's own resolver: what counts is what it would connect to.
        using var fetching = new Fetching(options => options.AllowedNetworks = "", names: new MachineNames());

        var failed = await fetching.FailAsync($"http://{host}:{canary.Port}/latest/meta-data/");

        failed.Error.ShouldMatch("^(not allowed: .* is .*|no host in the URL|no such host|the host's name could not be looked up)$");
        canary.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("93.184.216.34,127.0.0.1")]
    [InlineData("127.0.0.1,93.184.216.34")]
    [InlineData("93.184.216.34,::ffff:10.0.0.1")]
    public async Task A_name_that_stands_for_one_of_ours_among_others_is_not_connected_to_at_all(string addresses)
    {
        await using var canary = RawOrigin.Saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ncanary");
        using var fetching = new Fetching(options => options.AllowedNetworks = "");
        fetching.Names.Give("files.example", addresses);

        var failed = await fetching.FailAsync($"http://files.example:{canary.Port}/");

        failed.Error.ShouldStartWith("not allowed: ");
        failed.IsFinal.ShouldBeTrue();
        failed.Details!.ShouldContain("Links:AllowedNetworks");
        canary.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_for_a_connection_and_judged_again_for_the_next()
    {
        await using var origin = await Origin.StartAsync(
            context =>
            {
                context.Response.Headers.Connection = "close";
                return context.Response.Body.WriteAsync("jpeg"u8.ToArray()).AsTask();
            },
            address: "127.0.0.2");
        await using var canary = await Origin.StartAsync(_ => Task.CompletedTask, address: "127.0.0.1", port: origin.Port);
        using var fetching = new Fetching(options => options.AllowedNetworks = "127.0.0.2/32");
        fetching.Names.Give("rebind.example", "127.0.0.2", "127.0.0.1");

        (await fetching.GetAsync($"http://rebind.example:{origin.Port}/")).Bytes.ShouldBe("jpeg"u8.ToArray());
        fetching.Names.Asked("rebind.example").ShouldBe(1);
        var failed = await fetching.FailAsync($"http://rebind.example:{origin.Port}/");

        failed.Error.ShouldBe("not allowed: 127.0.0.1 is the node's own machine");
        fetching.Names.Asked("rebind.example").ShouldBe(2);
        canary.Questions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_without_any_address_is_no_host()
    {
        using var fetching = new Fetching();

        var failed = await fetching.FailAsync("http://nobody.example/");

        failed.ShouldBe(new LinkOutcome.Failed("no such host", null, IsFinal: false, RetryAfter: null));
    }
}
