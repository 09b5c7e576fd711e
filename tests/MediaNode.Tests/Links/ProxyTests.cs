using System.Diagnostics;
using MediaNode.Addresses;
using MediaNode.Links;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>Variables of the environment say where a proxy is, for other programs.</summary>
public sealed class ProxyTests
{
    [Fact]
    public void No_proxy_is_used()
    {
        using var handler = LinkConnection.Handler(new LinkOptions(), new MachineNames());

        handler.UseProxy.ShouldBeFalse();
        handler.UseCookies.ShouldBeFalse();
        handler.AllowAutoRedirect.ShouldBeFalse();
    }

    [Fact]
    public async Task In_a_process_whose_environment_has_a_proxy_the_origin_itself_is_asked()
    {
        await using var canary = RawOrigin.Saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ncanary");
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, ["--explicit", "on", "--filter-method", $"{typeof(ProxyTests).FullName}.{nameof(Fetched_within_such_a_process)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in new[] { "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy" })
        {
            start.Environment[variable] = $"http://127.0.0.1:{canary.Port}";
        }

        start.Environment.Remove("NO_PROXY");
        start.Environment.Remove("no_proxy");
        using var process = Process.Start(start)!;
        var (said, complaints) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, await said + await complaints);
        // By the one who is fooled, which shows that the others are not for want of a proxy.
        canary.Connections.ShouldBe(1);
    }

    [Fact(Explicit = true)]
    public async Task Fetched_within_such_a_process()
    {
        await using var origin = await Origin.GivingAsync([1, 2, 3]);
        using var fetching = new Fetching();
        fetching.Names.Give("files.example", "127.0.0.1");

        (await fetching.GetAsync($"http://files.example:{origin.Port}/")).Bytes.ShouldBe([1, 2, 3]);

        using var fooled = new HttpClient();
        (await fooled.GetStringAsync($"http://files.example:{origin.Port}/")).ShouldBe("canary");
    }
}
