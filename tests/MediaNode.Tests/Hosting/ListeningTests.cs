using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public class ListeningTests
{
    [Fact]
    public async Task Until_the_first_password_is_changed_the_node_is_on_loopback_only_and_afterwards_where_the_settings_say()
    {
        var port = FreePort();
        await using var node = await TestNode.StartAsync([$"--Urls=http://0.0.0.0:{port}"], firstPassword: true);
        ListenersOn(port).ShouldBe([IPAddress.Loopback]);
        node.Host.Listening.LoopbackOnly.ShouldBeTrue();
        using var before = await PlainSocket.ConnectAsync(node);
        await before.SendAsync(PlainSocket.Head(node, "GET", "/healthz"));
        (await before.ReadAsync()).Status.ShouldBe(200);

        using (var changed = await node.PostLoginAsync("admin", "secret", TestNode.Password))
        {
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // At once and without a gap: whoever pastes the next command must be answered.
        for (var request = 0; request < 20; request++)
        {
            using var client = node.NewClient();
            (await client.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Eventually.HoldsAsync(() => ListenersOn(port).Contains(IPAddress.Any), "the node listens on every address");
        node.Host.Listening.LoopbackOnly.ShouldBeFalse();
        using (var client = node.NewClient())
        {
            (await client.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await before.SendAsync(PlainSocket.Head(node, "GET", "/healthz"));
        (await before.ReadAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_change_of_password_that_is_refused_opens_nothing()
    {
        var port = FreePort();
        await using var node = await TestNode.StartAsync([$"--Urls=http://0.0.0.0:{port}"], firstPassword: true);

        using (var refused = await node.PostLoginAsync("admin", "secret", "weak"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using (var refused = await node.PostLoginAsync("admin", "wrong", TestNode.Password))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        ListenersOn(port).ShouldBe([IPAddress.Loopback]);
    }

    [Fact]
    public async Task A_password_from_the_settings_is_as_good_as_a_change()
    {
        var port = FreePort();
        await using var node = await TestNode.StartAsync([$"--Urls=http://0.0.0.0:{port}"]);

        ListenersOn(port).ShouldBe([IPAddress.Any]);
        using var old = await node.PostLoginAsync("admin", "secret");
        await old.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
    }

    [Fact]
    public async Task A_password_from_the_settings_replaces_a_first_one_that_was_never_changed()
    {
        using var data = new TempDirectory();
        await using (var node = await TestNode.StartAsync(data: data.Path, firstPassword: true))
        {
            using var waiting = await node.PostLoginAsync("admin", "secret");
            await waiting.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1024);
        }

        await using var again = await TestNode.StartAsync(data: data.Path);
        using var old = await again.PostLoginAsync("admin", "secret");
        await old.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
    }

    [Fact]
    public async Task After_a_restart_the_changed_password_still_counts()
    {
        using var data = new TempDirectory();
        var port = FreePort();
        await using (var node = await TestNode.StartAsync([$"--Urls=http://0.0.0.0:{port}"], data.Path, firstPassword: true))
        {
            using var changed = await node.PostLoginAsync("admin", "secret", TestNode.Password);
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await using var again = await TestNode.StartAsync([$"--Urls=http://0.0.0.0:{port}"], data.Path, firstPassword: true);
        ListenersOn(port).ShouldBe([IPAddress.Any]);
    }

    [Fact]
    public async Task A_node_that_cannot_have_its_address_stays_on_loopback_and_says_why()
    {
        var port = FreePort();
        using var log = new CapturedLog();
        // 192.0.2.1 is for documentation (RFC 5737): no machine has it.
        await using var node = await TestNode.StartAsync([$"--Urls=http://192.0.2.1:{port}"], firstPassword: true, configure: services => services.AddSingleton<ILoggerProvider>(log));

        using (var changed = await node.PostLoginAsync("admin", "secret", TestNode.Password))
        {
            changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        node.Host.Listening.LoopbackOnly.ShouldBeTrue();
        ListenersOn(port).ShouldBe([IPAddress.Loopback]);
        log.Lines.ShouldContain(line => line.Contains($"cannot listen on http://192.0.2.1:{port}", StringComparison.Ordinal));
        using var client = node.NewClient();
        (await client.GetAsync("/healthz")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:0;http://localhost:PORT")]
    public async Task A_node_that_is_to_be_on_loopback_stays_there(string urls)
    {
        await using var node = await TestNode.StartAsync(
            [$"--Urls={urls.Replace("PORT", FreePort().ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)}"], firstPassword: true);

        node.Host.Listening.LoopbackOnly.ShouldBeFalse();
        node.Host.Urls.ShouldAllBe(url => new Uri(url).IsLoopback);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start_while_the_first_password_holds_and_after()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        foreach (var firstPassword in (bool[])[true, false])
        {
            await Should.ThrowAsync<IOException>(TestNode.StartAsync([$"--Urls=http://0.0.0.0:{port}"], firstPassword: firstPassword));
        }
    }

    [Fact]
    public async Task Two_nodes_do_not_share_a_port_though_each_waits_for_its_first_password()
    {
        var port = FreePort();
        await using var node = await TestNode.StartAsync([$"--Urls=http://0.0.0.0:{port}"], firstPassword: true);

        await Should.ThrowAsync<IOException>(TestNode.StartAsync([$"--Urls=http://0.0.0.0:{port}"], firstPassword: true));
    }

    [Fact]
    public async Task A_port_that_the_system_chose_stays_the_nodes_when_it_opens()
    {
        await using var node = await TestNode.StartAsync(["--Urls=http://0.0.0.0:0"], firstPassword: true);
        ListenersOn(node.Url.Port).ShouldBe([IPAddress.Loopback]);

        using var changed = await node.PostLoginAsync("admin", "secret", TestNode.Password);

        await Eventually.HoldsAsync(() => ListenersOn(node.Url.Port).Contains(IPAddress.Any), "the node listens on every address");
    }

    private static IReadOnlyList<IPAddress> ListenersOn(int port) =>
    [
        .. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => listener.Port == port).Select(listener => listener.Address),
    ];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
