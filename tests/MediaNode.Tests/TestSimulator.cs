using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using Shouldly;

namespace MediaNode.Tests;

/// <summary>WhatsApp's side over HTTP, as a test of an integration would use it.</summary>
internal sealed class TestSimulator(Uri url) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public Uri Url => url;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(60) };

    public Task AdvanceAsync(string by) => PostAsync("/sim/clock", $$"""{"advance":"{{by}}"}""");

    public Task PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public Task<JsonElement> PostAsync(string path, string json = "") => SendAsync(HttpMethod.Post, path, json);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    /// <summary>Faults, as in <c>PUT /sim/faults</c>.</summary>
    public Task BreakAsync(params string[] faults) => PutAsync("/sim/faults", $$"""{"seed":1,"faults":[{{string.Join(',', faults)}}]}""");

    /// <summary>What is on a phone.</summary>
    public async Task<IReadOnlyList<JsonElement>> MessagesOfAsync(string phone)
    {
        using var response = await Client.GetAsync(new Uri($"/sim/phones/{phone}/messages?limit=1000", UriKind.Relative));
        return response.StatusCode == HttpStatusCode.NotFound ? [] : [.. (await response.JsonAsync()).GetProperty("messages").EnumerateArray()];
    }

    /// <summary>Waits until a message is on its phone, and its media in a state.</summary>
    public async Task<JsonElement> ArrivalAsync(string phone, string message, string? state = null)
    {
        var last = default(JsonElement);
        await UntilAsync(
            async () =>
            {
                last = (await MessagesOfAsync(phone)).FirstOrDefault(candidate => candidate.GetProperty("id").GetString() == message);
                return last.ValueKind == JsonValueKind.Object && (state is null || last.GetProperty("media").GetProperty("state").GetString() == state);
            },
            () => $"message {message} on phone {phone} {state}; last seen: {last}");
        return last;
    }

    /// <summary>The bytes that the user sees.</summary>
    public async Task<byte[]> ContentAsync(string phone, string message)
    {
        using var response = await Client.GetAsync(new Uri($"/sim/phones/{phone}/messages/{message}/content", UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>The phone loses its copy and asks for the media again.</summary>
    public async Task<string?> FetchAgainAsync(string phone, string message)
    {
        await PostAsync($"/sim/phones/{phone}/messages/{message}/forget");
        return (await PostAsync($"/sim/phones/{phone}/messages/{message}/download")).GetProperty("state").GetString();
    }

    /// <summary>The sealed blobs that the media servers have had.</summary>
    public async Task<IReadOnlyList<JsonElement>> BlobsAsync() => [.. (await GetAsync("/sim/media?limit=1000")).GetProperty("media").EnumerateArray()];

    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > _patience)
            {
                throw new TimeoutException($"Not within a minute: {what()}");
            }

            await Task.Delay(20);
        }
    }

    public void Dispose() => Client.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await Client.SendAsync(request);
        ((int)response.StatusCode).ShouldBeInRange(200, 299, $"{path}: {await response.Content.ReadAsStringAsync()}");
        return await response.JsonAsync();
    }
}
