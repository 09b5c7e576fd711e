using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MediaNode.Tests.Webhooks;
using Shouldly;

namespace MediaNode.Tests.Inbound;

/// <summary>What users send, and what a business hears of it.</summary>
internal static class IncomingCalls
{
    /// <summary>A user sends a media; returns the message's id.</summary>
    public static async Task<string> SendMediaAsync(this TestSimulator simulator, string phone, string query, byte[] bytes, string type)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await simulator.Client.PostAsync(new Uri($"/sim/phones/{phone}/send?to=15550000000&{query}", UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("id").GetString()!;
    }

    public static async Task<string> SayAsync(this TestSimulator simulator, string phone, string text) =>
        (await simulator.PostAsync($"/sim/phones/{phone}/send?to=15550000000&type=text", $$"""{"body":"{{text}}"}""")).GetProperty("id").GetString()!;

    /// <summary>The messages of users that a business acknowledged, in their order.</summary>
    public static IReadOnlyList<JsonElement> Messages(this Receiver receiver) => receiver.Elements("messages");

    public static IReadOnlyList<JsonElement> Items(this Receiver receiver) => receiver.Elements("media_items");

    public static async Task<JsonElement> MessageToldAsync(this Receiver receiver, string id)
    {
        var found = default(JsonElement);
        await TestSimulator.UntilAsync(
            () => Task.FromResult((found = receiver.Messages().FirstOrDefault(message => message.GetProperty("id").GetString() == id)).ValueKind
                == JsonValueKind.Object),
            () => $"message {id} told");
        return found;
    }

    private static IReadOnlyList<JsonElement> Elements(this Receiver receiver, string name) =>
    [
        .. receiver.All.Where(one => one.Answered == 200).Select(one => one.Json)
            .SelectMany(body => body.TryGetProperty(name, out var list) ? list.EnumerateArray() : []),
    ];
}
