using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MediaNode.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace MediaNode.Tests;

/// <summary>The real node on a real socket, with a data directory of its own, for one test.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    public const string Password = "Abcd-1234";

    /// <summary>An address where nobody listens: for tests that send nothing.</summary>
    public const string NoUpstream = "--WhatsApp:Url=http://127.0.0.1:9";

    private readonly TempDirectory? _ownData;
    private readonly NodeHost _host;

    private TestNode(NodeHost host, TempDirectory? ownData)
    {
        (_host, _ownData) = (host, ownData);
        Simulator = host.Simulator is { } simulator ? new TestSimulator(new Uri(simulator.Urls[0])) : null;
        // A node that listens everywhere is asked on loopback all the same.
        Url = new Uri(host.Urls[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal));
        Client = NewClient();
    }

    public Uri Url { get; }

    /// <summary>Logged in as the administrator when the node was started with its password.</summary>
    public HttpClient Client { get; }

    public NodeHost Host => _host;

    /// <summary>WhatsApp's side; null unless the node was started with it.</summary>
    public TestSimulator? Simulator { get; }

    public string Outgoing => Path.Combine(_host.Data.Media, "outgoing");

    public string Partial => Path.Combine(_host.Data.Media, ".partial");

    /// <summary>Files of the volume, published or not.</summary>
    public IReadOnlyList<string> Files => [.. Directory.GetFiles(Outgoing), .. Directory.GetFiles(Partial)];

    /// <param name="settings">As on the command line: <c>--Uploads:MaxBytes=1MB</c>.</param>
    /// <param name="data">A data directory that outlives the node; by default one of its own.</param>
    /// <param name="clock">By default the machine's.</param>
    /// <param name="configure">Replaces a part.</param>
    /// <param name="simulator">With WhatsApp's side, whose clock is the node's unless another is given. Without, nobody is there to send to.</param>
    /// <param name="firstPassword">Leaves the first password in force and logs nobody in.</param>
    public static async Task<TestNode> StartAsync(
        string[]? settings = null, string? data = null, FakeTimeProvider? clock = null, Action<IServiceCollection>? configure = null,
        bool firstPassword = false, bool simulator = false)
    {
        var own = data is null ? new TempDirectory() : null;
        string[] arguments =
        [
            // Of two settings the later holds.
            "--Urls=http://127.0.0.1:0", $"--Data={data ?? own!.Path}", simulator ? "--Simulator:Urls=http://127.0.0.1:0" : NoUpstream,
            .. firstPassword ? [] : (string[])[$"--ADMIN_PASSWORD={Password}"], .. settings ?? [],
        ];
        var (loaded, mistakes) = NodeSettings.Load(arguments);
        mistakes.ShouldBeEmpty();
        var node = new TestNode(await NodeHost.StartAsync(loaded!, clock ?? (simulator ? null : TimeProvider.System), configure), own);
        if (!firstPassword)
        {
            node.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await node.LoginAsync("admin", Password));
        }

        return node;
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(60) };

    public async Task<string> LoginAsync(string name, string password)
    {
        using var response = await PostLoginAsync(name, password);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK);
        return (await response.JsonAsync()).GetProperty("users")[0].GetProperty("token").GetString()!;
    }

    public Task<HttpResponseMessage> PostLoginAsync(string name, string password, string? newPassword = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/users/login");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
        if (newPassword is not null)
        {
            request.Content = new StringContent($$"""{"new_password":{{JsonSerializer.Serialize(newPassword, TestJson.Default.String)}}}""");
        }

        return Client.SendAsync(request);
    }

    public async Task<HttpResponseMessage> PostMediaAsync(byte[] bytes, string type = "image/jpeg", bool chunked = false)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        return await Client.SendAsync(request);
    }

    /// <summary>Uploads and returns the id.</summary>
    public async Task<string> UploadAsync(byte[] bytes, string type = "image/jpeg", bool chunked = false)
    {
        using var response = await PostMediaAsync(bytes, type, chunked);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Simulator?.Dispose();
        await _host.DisposeAsync();
        _ownData?.Dispose();
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class TestJson : System.Text.Json.Serialization.JsonSerializerContext;
