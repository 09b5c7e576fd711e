using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace MediaNode.Tests.Hostile;

/// <summary>The real binary in a process of its own, whose memory, processor time, open files and log can be looked at.</summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private readonly TempDirectory _data;
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodeProcess(TempDirectory data, Process process) => (_data, _process) = (data, process);

    public Uri Url { get; private set; } = null!;

    public string Token { get; private set; } = null!;

    /// <summary>Logged in.</summary>
    public HttpClient Client { get; private set; } = null!;

    public int Id => _process.Id;

    public string Data => _data.Path;

    public bool IsAlive => !_process.HasExited;

    /// <summary>All that the node has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Lines of the log at level error and above.</summary>
    public IReadOnlyList<string> Errors => [.. Log.Split('\n').Where(line => ErrorLine().IsMatch(line))];

    public long ResidentBytes => long.Parse(
        ResidentLine().Match(File.ReadAllText($"/proc/{Id}/status")).Groups[1].Value, CultureInfo.InvariantCulture) << 10;

    public int OpenFiles => Directory.GetFileSystemEntries($"/proc/{Id}/fd").Length;

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Files of the volume, published or not.</summary>
    public IReadOnlyList<string> Files =>
    [
        .. Directory.GetFiles(Path.Combine(Data, "media"), "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != ".volume"),
    ];

    public static Task<NodeProcess> StartAsync(params string[] settings) => StartAsync([], settings);

    /// <param name="under">A program and its arguments that runs the node and becomes it: strace.</param>
    /// <param name="settings">As on the command line.</param>
    public static async Task<NodeProcess> StartAsync(string[] under, string[] settings)
    {
        var data = new TempDirectory();
        var binary = Path.Combine(AppContext.BaseDirectory, "MediaNode");
        string[] command = [.. under, binary, "serve", "--urls", "http://127.0.0.1:0", "--data", data.Path, .. settings];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data.Path,
            Environment =
            {
                ["MEDIANODE_ADMIN_PASSWORD"] = TestNode.Password,
                // The binary looks here for the runtime that this test runs on, when it is not in the usual place.
                ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
            },
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        var node = new NodeProcess(data, new Process { StartInfo = start });
        await node.RunAsync();
        return node;
    }

    /// <summary>The value of a metric, summed over its series.</summary>
    public async Task<double> MetricAsync(string name)
    {
        using var response = await Client.GetAsync("/metrics?format=prometheus");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');
        return lines
            .Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    public async Task<string> UploadAsync(byte[] bytes, string type = "image/jpeg")
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await Client.PostAsync("/v1/media", content);
        response.EnsureSuccessStatusCode();
        return (await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _data.Dispose();
    }

    private async Task RunAsync()
    {
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && ListeningLine().Match(text) is { Success: true } match)
            {
                _listening.TrySetResult(new Uri(match.Groups[1].Value));
            }
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.AppendLine(line.Data);
            }
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Url = await _listening.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The node did not start: {Log}");
        }

        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(30) };
        using var login = new HttpRequestMessage(HttpMethod.Post, "/v1/users/login");
        login.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{TestNode.Password}")));
        using var response = await Client.SendAsync(login);
        Token = (await response.JsonAsync()).GetProperty("users")[0].GetProperty("token").GetString()!;
        Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
    }

    [GeneratedRegex(@"listening\s+(http://\S+)")]
    private static partial Regex ListeningLine();

    [GeneratedRegex(" (fail|crit): ")]
    private static partial Regex ErrorLine();

    [GeneratedRegex(@"VmRSS:\s+(\d+) kB")]
    private static partial Regex ResidentLine();
}
