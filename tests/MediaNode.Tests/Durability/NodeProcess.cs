using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>The built binary as a process of its own, so that it can be killed, traced and measured. It ends with the test, whatever happens.</summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _complaints;

    private NodeProcess(Process process, Task<string> complaints, Uri url)
    {
        (_process, _complaints) = (process, complaints);
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1000, Expect100ContinueTimeout = _patience })
        {
            BaseAddress = url,
            Timeout = _patience,
        };
    }

    /// <summary>Logged in as the administrator.</summary>
    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <summary>The most memory that was resident at a time since the start, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
        }
    }

    /// <param name="data">The data directory.</param>
    /// <param name="settings">As on the command line.</param>
    /// <param name="under">A program and its arguments that runs the node and becomes it, or stays its tracer: strace, nsenter.</param>
    public static async Task<NodeProcess> StartAsync(string data, string[]? settings = null, string[]? under = null)
    {
        var process = Launch(data, settings, under);
        var complaints = process.StandardError.ReadToEndAsync();
        try
        {
            var node = new NodeProcess(process, complaints, await ReadUrlAsync(process, complaints));
            (await node.LoginAsync()).ShouldBe(HttpStatusCode.OK);
            return node;
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Starts a node that is expected not to: returns its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Said)> StartInVainAsync(string data, string[]? under = null)
    {
        using var process = Launch(data, null, under);
        var complaints = process.StandardError.ReadToEndAsync();
        try
        {
            using var deadline = new CancellationTokenSource(_patience);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await complaints);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <returns>How it was answered.</returns>
    public async Task<HttpStatusCode> LoginAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/users/login");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{TestNode.Password}")));
        using var response = await Client.SendAsync(request);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return response.StatusCode;
        }

        var token = (await response.JsonAsync()).GetProperty("users")[0].GetProperty("token").GetString()!;
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return response.StatusCode;
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, as a service manager stops a node.</summary>
    /// <returns>Its exit code and what it said on standard error.</returns>
    public async Task<(int ExitCode, string Said)> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        using var deadline = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(deadline.Token);
        return (_process.ExitCode, await _complaints);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(await _complaints);
        _process.Dispose();
    }

    private static Process Launch(string data, string[]? settings, string[]? under)
    {
        string[] command =
        [
            .. under ?? [], Binary(), "serve", "--data", data, "--urls", "http://127.0.0.1:0",
            // Nobody to send to, unless a test says where.
            .. settings?.Any(setting => setting.Contains("imulator", StringComparison.Ordinal) || setting.StartsWith("--WhatsApp:Url", StringComparison.Ordinal)) == true
                ? []
                : (string[])[TestNode.NoUpstream],
            .. settings ?? [],
        ];
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["MEDIANODE_ADMIN_PASSWORD"] = TestNode.Password;
        // The binary looks here for the runtime that this test runs on, when it is not in the usual place.
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return Process.Start(start)!;
    }

    /// <summary>The node that was built along with these tests, in the same configuration.</summary>
    public static string Binary()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        var binary = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../MediaNode", configuration, "MediaNode"));
        File.Exists(binary).ShouldBeTrue($"{binary} is not built");
        return binary;
    }

    private static async Task<Uri> ReadUrlAsync(Process process, Task<string> complaints)
    {
        using var deadline = new CancellationTokenSource(_patience);
        while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new Uri(match.Groups[1].Value);
            }
        }

        throw new InvalidOperationException($"The node ended before it listened: {await complaints}");
    }

    [GeneratedRegex(@"listening\s+(http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
