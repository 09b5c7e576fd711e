using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator;
using Shouldly;

namespace MediaNode.Tests.Simulator.MediaServers;

/// <summary>A simulator on a socket and a directory of its own, with the calls that a client of the media servers makes.</summary>
internal sealed class MediaServersUnderTest : IAsyncDisposable
{
    private readonly TempDirectory _directory;
    private SimulatorHost _host;
    private HttpClient _client;

    private MediaServersUnderTest(TempDirectory directory, SimulatorHost host)
    {
        (_directory, _host) = (directory, host);
        _client = ClientOf(host);
    }

    public HttpClient Client => _client;

    public SimulatorHost Host => _host;

    public string Directory => _directory.Path;

    /// <param name="copyOf">The directory whose state it starts with, taken as it is; nothing for a new one.</param>
    public static async Task<MediaServersUnderTest> StartAsync(string? copyOf = null)
    {
        var directory = new TempDirectory();
        foreach (var file in copyOf is null ? [] : System.IO.Directory.GetFiles(copyOf, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock")
            {
                continue; // Held by the one that is copied from.
            }

            var copy = Path.Combine(directory.Path, Path.GetRelativePath(copyOf!, file));
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new MediaServersUnderTest(directory, await StartAsync(directory));
    }

    /// <summary>Sealed bytes as a node uploads them.</summary>
    public static byte[] Sealed(int length = 100_000, int seed = 1) =>
        Sealer.SealWhole(Bytes.Random(length, seed), MediaKey.New(), SealingPurpose.Of(Kind.Image)).Bytes;

    public static string TokenOf(byte[] bytes) => Base64Url.EncodeToString(SHA256.HashData(bytes));

    public async Task RestartAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _host = await StartAsync(_directory);
        _client = ClientOf(_host);
    }

    public Task<HttpResponseMessage> TurnAsync(string advance) => Client.PostAsync("/sim/clock", Json($$"""{"advance":"{{advance}}"}"""));

    public async Task SetFaultsAsync(string faults)
    {
        var response = await Client.PutAsync("/sim/faults", Json($$"""{"seed":1,"faults":[{{faults}}]}"""));
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }

    public async Task<string> AuthAsync()
    {
        var answer = await (await Client.GetAsync("/wa/15550009999/media_conn")).JsonAsync();
        return answer.GetProperty("auth").GetString()!;
    }

    public async Task<HttpResponseMessage> UploadAsync(
        byte[] body, string? token = null, string? query = null, string host = "mmg-1", string type = "image", string? auth = null)
    {
        token ??= TokenOf(body);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await Client.PostAsync(
            $"/media-hosts/{host}/mms/{type}/{token}?auth={auth ?? await AuthAsync()}&token={Uri.EscapeDataString(token)}{query}", content);
    }

    public Task<HttpResponseMessage> CheckAsync(byte[] whole, string host = "mmg-1") => UploadAsync([], TokenOf(whole), "&resume=1", host);

    public async Task<string> HeldAsync(byte[] whole) =>
        (await (await CheckAsync(whole)).JsonAsync()).GetProperty("resume").GetString()!;

    public async Task<UploadAnswer> StoreAsync(byte[] body, string host = "mmg-1", string type = "image")
    {
        var response = await UploadAsync(body, host: host, type: type);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        var answer = await response.JsonAsync();
        return new UploadAnswer(
            answer.GetProperty("url").GetString()!, answer.GetProperty("direct_path").GetString()!, answer.GetProperty("handle").GetString()!);
    }

    public Task<HttpResponseMessage> FetchAsync(string directPath, string? hash = null, string host = "mmg-2", string? range = null, HttpMethod? method = null)
    {
        var query = hash is null ? "" : $"&hash={Uri.EscapeDataString(hash)}";
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, $"/media-hosts/{host}{directPath}{query}&mms-type=image&__wa-mms=");
        if (range is not null)
        {
            request.Headers.TryAddWithoutValidation("Range", range).ShouldBeTrue();
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<JsonElement> ListAsync(string query = "") => await (await Client.GetAsync($"/sim/media{query}")).JsonAsync();

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
        _directory.Dispose();
    }

    private static HttpClient ClientOf(SimulatorHost host) => new() { BaseAddress = new Uri(host.Urls[0]) };

    private static Task<SimulatorHost> StartAsync(TempDirectory directory) =>
        SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", directory.Path));
}

internal sealed record UploadAnswer(string Url, string DirectPath, string Handle);
