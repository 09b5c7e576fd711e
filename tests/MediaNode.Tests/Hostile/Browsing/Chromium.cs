using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Xunit;

namespace MediaNode.Tests.Hostile.Browsing;

/// <summary>A real headless Chromium, spoken to in its own DevTools protocol, with a profile that goes with it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Listening = "DevTools listening on ";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60); // For a machine that is busy with other tests.

    private readonly TempDirectory _profile = new();
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _calls = new();
    private readonly ConcurrentDictionary<string, Action<JsonNode>> _listeners = new();
    private Process? _process;
    private Task _receiving = Task.CompletedTask;
    private int _last;

    /// <summary>Where downloads go, each under the id that its events have.</summary>
    public string Downloads => Path.Combine(_profile.Path, "downloads");

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("chromium") { RedirectStandardError = true, RedirectStandardOutput = true };
        string[] arguments =
        [
            "--headless=new", "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "--no-first-run", "--no-proxy-server", "--disable-gpu",
            "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage", "--password-store=basic",
            .. Environment.IsPrivilegedProcess ? (string[])["--no-sandbox"] : [], "about:blank",
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith(Listening, StringComparison.Ordinal) == true)
            {
                listening.TrySetResult(line.Data[Listening.Length..]);
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await _socket.ConnectAsync(new Uri(await listening.Task.WaitAsync(_patience)), CancellationToken.None);
        _receiving = ReceiveAsync();
        await SendAsync("Browser.setDownloadBehavior", new() { ["behavior"] = "allowAndName", ["downloadPath"] = Downloads, ["eventsEnabled"] = true });
    }

    /// <summary>Opens an empty page.</summary>
    internal async Task<BrowserPage> OpenAsync()
    {
        var target = (await SendAsync("Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!.GetValue<string>();
        var session = (await SendAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!.GetValue<string>();
        foreach (var domain in (string[])["Page", "Network", "Runtime"])
        {
            await SendAsync($"{domain}.enable", [], session);
        }

        return new BrowserPage(this, target, session);
    }

    /// <summary>Calls a method of the protocol and waits for its result.</summary>
    public async Task<JsonNode> SendAsync(string method, JsonObject parameters, string? session = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            call["sessionId"] = session;
        }

        var bytes = System.Text.Encoding.UTF8.GetBytes(call.ToJsonString());
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        var answered = await answer.Task.WaitAsync(_patience);
        return answered["result"] ?? throw new InvalidOperationException($"{method}: {answered["error"]}");
    }

    /// <summary>The first event of a name that is as wanted, from now on.</summary>
    public async Task<JsonNode> WhenAsync(string method, string? session, Func<JsonNode, bool> wanted)
    {
        var came = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        Listen(method, session, happened =>
        {
            if (wanted(happened))
            {
                came.TrySetResult(happened);
            }
        });
        return await came.Task.WaitAsync(_patience);
    }

    /// <summary>Hears every event of a name, instead of whoever did so before.</summary>
    public void Listen(string method, string? session, Action<JsonNode> listener) => _listeners[method + session] = listener;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        await _receiving;
        _socket.Dispose();
        _sending.Dispose();
        _profile.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var piece = new byte[64 << 10];
        using var message = new MemoryStream();
        try
        {
            while (await _socket.ReceiveAsync(piece, CancellationToken.None) is { MessageType: WebSocketMessageType.Text } received)
            {
                message.Write(piece, 0, received.Count);
                if (received.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.ToArray())!);
                    message.SetLength(0);
                }
            }
        }
        catch (WebSocketException)
        {
            // It was killed.
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is { } id)
        {
            if (_calls.TryRemove(id.GetValue<int>(), out var call))
            {
                call.TrySetResult(message);
            }
        }
        else if (_listeners.TryGetValue($"{message["method"]}{message["sessionId"]}", out var listener))
        {
            listener(message["params"]!);
        }
    }
}
