using System.Diagnostics;
using MediaNode.Addresses;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>The machine's own resolver, which asks a name server of the test's, in a process with a network of its own.</summary>
public sealed class RealResolverTests
{
    [Fact]
    public async Task A_name_server_that_changes_its_mind_leads_nobody_astray()
    {
        using var directory = new TempDirectory();
        var resolver = Path.Combine(directory.Path, "resolv.conf");
        await File.WriteAllTextAsync(resolver, "nameserver 127.0.0.1\noptions timeout:2 attempts:2\n");
        using var process = Process.Start(new ProcessStartInfo(
            "bwrap",
            [
                "--dev-bind", "/", "/", "--unshare-user", "--uid", "0", "--gid", "0", "--unshare-net", "--cap-add", "CAP_NET_BIND_SERVICE",
                "--ro-bind", resolver, await RealPathAsync("/etc/resolv.conf"), "--die-with-parent", "--",
                Environment.ProcessPath!, "--explicit", "on", "--filter-method", $"{typeof(RealResolverTests).FullName}.{nameof(Fetched_within_such_a_network)}",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (said, complaints) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, await said + await complaints);
    }

    [Fact(Explicit = true)]
    public async Task Fetched_within_such_a_network()
    {
        await using var names = new DnsServer();
        await using var origin = await Origin.StartAsync(
            context =>
            {
                context.Response.Headers.Connection = "close";
                return context.Response.Body.WriteAsync("jpeg"u8.ToArray()).AsTask();
            },
            address: "127.0.0.2");
        await using var canary = await Origin.StartAsync(_ => Task.CompletedTask, address: "127.0.0.1", port: origin.Port);
        names.Give("rebind.example", "127.0.0.2", "127.0.0.1");
        names.Give("public.example", "93.184.216.34", "127.0.0.1");
        names.Give("metadata.example", "169.254.169.254");
        using var fetching = new Fetching(options => options.AllowedNetworks = "127.0.0.2/32", names: new MachineNames());

        (await fetching.GetAsync($"http://rebind.example:{origin.Port}/")).Bytes.ShouldBe("jpeg"u8.ToArray());
        names.Asked("rebind.example").ShouldBe(1);
        (await fetching.FailAsync($"http://rebind.example:{origin.Port}/")).Error.ShouldBe("not allowed: 127.0.0.1 is the node's own machine");
        names.Asked("rebind.example").ShouldBe(2);

        // There is no way out of this network, and the address that was judged is tried and no other.
        (await fetching.FailAsync($"http://public.example:{origin.Port}/")).Error.ShouldBe("host unreachable");
        names.Asked("public.example").ShouldBe(1);
        (await fetching.FailAsync($"http://metadata.example:{origin.Port}/")).Error.ShouldBe("not allowed: 169.254.169.254 is a private or link-local address");
        (await fetching.FailAsync($"http://nobody.example:{origin.Port}/")).Error.ShouldBe("no such host");
        canary.Questions.ShouldBeEmpty();
    }

    private static async Task<string> RealPathAsync(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("readlink", ["-f", path]) { RedirectStandardOutput = true })!;
        return (await process.StandardOutput.ReadToEndAsync()).Trim();
    }
}
