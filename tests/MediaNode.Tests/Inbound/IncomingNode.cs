using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MediaNode.Tests.Samples;
using MediaNode.Tests.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>A node with WhatsApp's side, and a business that is told. Shared by the tests of a class, each with a phone of its own.</summary>
public sealed class IncomingNode : IAsyncLifetime
{
    internal TestNode Node { get; private set; } = null!;

    internal Receiver Receiver { get; private set; } = null!;

    internal TestSimulator Simulator => Node.Simulator!;

    internal static async Task<IncomingNode> StartAsync(string[]? settings = null, Action<IServiceCollection>? configure = null)
    {
        var node = new IncomingNode();
        await node.InitializeAsync(settings, configure);
        return node;
    }

    public ValueTask InitializeAsync() => InitializeAsync(null, null);

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    internal async Task SetAsync(string json)
    {
        using var set = await Node.SendJsonAsync(HttpMethod.Patch, "/v1/settings/application", json);
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
    }

    /// <summary>A login is good for seven days.</summary>
    internal async Task AdvanceAsync(string by)
    {
        await Simulator.AdvanceAsync(by);
        Node.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await Node.LoginAsync("admin", TestNode.Password));
    }

    internal Task<string> SendAsync(string phone, string query, byte[] bytes, string type) => Simulator.SendMediaAsync(phone, query, bytes, type);

    internal async Task<string> SendSampleAsync(string phone, string query = "type=image", string file = "plain.jpg", string type = "image/jpeg") =>
        await SendAsync(phone, query, await File.ReadAllBytesAsync(await SampleFiles.PathAsync(file), TestContext.Current.CancellationToken), type);

    /// <summary>Waits until the business was told of a message.</summary>
    internal Task<JsonElement> ToldAsync(string id) => Receiver.MessageToldAsync(id);

    /// <summary>Waits until the business was told so often of a media by itself, and returns the last.</summary>
    internal async Task<JsonElement> ItemAsync(string media, int times = 1)
    {
        var found = new List<JsonElement>();
        await TestSimulator.UntilAsync(
            () => Task.FromResult((found = [.. Receiver.Items().Where(item => Of(item).GetProperty("id").GetString() == media)]).Count >= times),
            () => $"the media item {media} told {times} times, and not {found.Count}");
        return found[^1];
    }

    /// <summary>What stands under the type.</summary>
    internal static JsonElement Of(JsonElement told) => told.GetProperty(told.GetProperty("type").GetString()!);

    /// <summary>Asks for the download, and returns the media's id.</summary>
    internal async Task<string> WantAsync(string id)
    {
        using var response = await Node.GetAsync($"/v1/media/{id}/download");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("media_items").EnumerateArray().Single().GetProperty("id").GetString()!;
    }

    /// <summary>The message as the operator sees it.</summary>
    internal async Task<JsonElement> ShownAsync(string phone, string id) =>
        (await ShownAsync(phone)).Single(message => message.GetProperty("id").GetString() == id);

    /// <summary>All messages of a phone as the operator sees them.</summary>
    internal async Task<IReadOnlyList<JsonElement>> ShownAsync(string phone)
    {
        using var response = await Node.GetAsync($"/api/inbound?from={phone}&limit=1000");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return [.. (await response.JsonAsync()).GetProperty("messages").EnumerateArray()];
    }

    internal async Task<byte[]> BytesAsync(string media)
    {
        using var response = await Node.GetAsync($"/v1/media/{media}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await response.Content.ReadAsByteArrayAsync();
    }

    internal IReadOnlyList<string> Files =>
        [.. Directory.GetFiles(Path.Combine(Node.Host.Data.Media, "incoming")), .. Directory.GetFiles(Node.Partial)];

    private async ValueTask InitializeAsync(string[]? settings, Action<IServiceCollection>? configure)
    {
        Receiver = await Receiver.StartAsync();
        Node = await TestNode.StartAsync(settings, configure: configure, simulator: true);
        await SetAsync($$$$"""{"webhooks":{"url":"{{{{Receiver.Url}}}}"}}""");
    }
}
