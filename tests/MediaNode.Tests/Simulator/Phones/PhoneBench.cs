using System.Net.Http.Json;
using System.Text.Json;
using MediaNode.Simulator;
using Shouldly;

namespace MediaNode.Tests.Simulator.Phones;

/// <summary>A simulator on a socket, spoken to as the node and as a test of an integration would.</summary>
internal sealed class PhoneBench : IAsyncDisposable
{
    public const string Number = "15559990000";
    public const string Ada = "15550001111";

    private readonly TempDirectory _data = new();

    public SimulatorHost Host { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public SmallMediaServer Media { get; private set; } = null!;

    public string Data => _data.Path;

    public static async Task<PhoneBench> StartAsync()
    {
        var bench = new PhoneBench { Media = await SmallMediaServer.StartAsync() };
        await bench.StartHostAsync();
        return bench;
    }

    /// <summary>Stops the simulator and starts it again on the same state.</summary>
    public async Task RestartAsync()
    {
        await StopHostAsync();
        await StartHostAsync();
    }

    public static Dictionary<string, object> Text(string id, string body, string to = Ada) =>
        new() { ["id"] = id, ["to"] = to, ["type"] = "text", ["content"] = new Dictionary<string, object> { ["body"] = body } };

    public static Dictionary<string, object> Picture(string id, SentPicture picture, string? caption = null, string? filename = null, string to = Ada)
    {
        var content = new Dictionary<string, object>();
        if (caption is not null)
        {
            content["caption"] = caption;
        }

        if (filename is not null)
        {
            content["filename"] = filename;
        }

        return new() { ["id"] = id, ["to"] = to, ["type"] = picture.ToMedia()["kind"], ["content"] = content, ["media"] = picture.ToMedia() };
    }

    public Task<HttpResponseMessage> PostMessagesAsync(params object[] messages) =>
        Http.PostAsJsonAsync($"/wa/{Number}/messages", new Dictionary<string, object> { ["messages"] = messages }, JsonSerializerOptions.Web);

    public async Task<JsonElement> SendAsync(params object[] messages)
    {
        using var response = await PostMessagesAsync(messages);
        return await ReadAsync(response);
    }

    public async Task<IReadOnlyList<JsonElement>> EventsAsync(long after = 0, int wait = 0)
    {
        using var response = await Http.GetAsync($"/wa/{Number}/events?after={after}&wait={wait}");
        return [.. (await ReadAsync(response)).GetProperty("events").EnumerateArray()];
    }

    /// <summary>Waits until there are so many events.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(int count)
    {
        var events = new List<JsonElement>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (events.Count < count)
        {
            deadline.Token.ThrowIfCancellationRequested();
            events.AddRange(await EventsAsync(events.Count == 0 ? 0 : events[^1].GetProperty("cursor").GetInt64(), wait: 5));
        }

        return events;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return await ReadAsync(response);
    }

    public async Task<JsonElement> PutAsync(string path, string json)
    {
        using var content = Json(json);
        using var response = await Http.PutAsync(path, content);
        return await ReadAsync(response);
    }

    public async Task<JsonElement> PostAsync(string path, string json = "{}")
    {
        using var content = Json(json);
        using var response = await Http.PostAsync(path, content);
        return await ReadAsync(response);
    }

    /// <summary>Asks for something that is refused.</summary>
    /// <returns>The words.</returns>
    public async Task<string> RefusedAsync(HttpMethod method, string path, int status, string? json = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : Json(json) };
        using var response = await Http.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(status);
        return (await response.JsonAsync()).GetProperty("error").GetString()!;
    }

    public async Task<JsonElement> MessageAsync(string id, string waId = Ada) => await GetAsync($"/sim/phones/{waId}/messages/{id}");

    /// <summary>Waits until the media of a message is in a state.</summary>
    public async Task<JsonElement> MediaAsync(string id, Func<JsonElement, bool> holds, string waId = Ada)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        JsonElement media;
        do
        {
            deadline.Token.ThrowIfCancellationRequested();
            media = (await MessageAsync(id, waId)).GetProperty("media");
            await Task.Yield();
        }
        while (!holds(media));
        return media;
    }

    public Task<JsonElement> MediaAsync(string id, string state, string waId = Ada) =>
        MediaAsync(id, media => media.GetProperty("state").GetString() == state, waId);

    public async ValueTask DisposeAsync()
    {
        await StopHostAsync();
        await Media.DisposeAsync();
        _data.Dispose();
    }

    private static StringContent Json(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    private async Task StartHostAsync()
    {
        Host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", _data.Path));
        Http = new HttpClient { BaseAddress = new Uri(Host.Urls[0]) };
    }

    private async Task StopHostAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }
}
