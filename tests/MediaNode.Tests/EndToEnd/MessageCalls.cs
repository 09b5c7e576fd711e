using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MediaNode.Tests.Samples;
using Shouldly;

namespace MediaNode.Tests.EndToEnd;

/// <summary>What a business does about messages, in one line each.</summary>
internal static class MessageCalls
{
    /// <summary>Uploads a file of the catalogue.</summary>
    public static async Task<string> UploadSampleAsync(this HttpClient client, string file, string type)
    {
        await using var bytes = File.OpenRead(await SampleFiles.PathAsync(file));
        using var content = new StreamContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await client.PostAsync(new Uri("/v1/media", UriKind.Relative), content);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!;
    }

    /// <summary>Sends what stands under the type, and returns the message's id.</summary>
    public static async Task<string> SendMessageAsync(this HttpClient client, string to, string type, string content)
    {
        using var body = new StringContent($$"""{"to":"{{to}}","type":"{{type}}","{{type}}":{{content}}}""", Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/v1/messages", UriKind.Relative), body);
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("messages")[0].GetProperty("id").GetString()!;
    }

    public static Task<string> SendImageAsync(this HttpClient client, string to, string media) =>
        client.SendMessageAsync(to, "image", $$"""{"id":"{{media}}"}""");

    public static Task<string> SendTextAsync(this HttpClient client, string to, string text) =>
        client.SendMessageAsync(to, "text", $$"""{"body":"{{text}}"}""");

    /// <summary>What the node says of a message.</summary>
    public static async Task<JsonElement> MessageAsync(this HttpClient client, string id)
    {
        using var response = await client.GetAsync(new Uri($"/api/messages/{id}", UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

    /// <summary>Waits until the node says that a message has come so far.</summary>
    public static async Task<JsonElement> MessageOnceAsync(this HttpClient client, string id, params string[] statuses)
    {
        var last = default(JsonElement);
        await TestSimulator.UntilAsync(
            async () => statuses.AsEnumerable().Contains((last = await client.MessageAsync(id)).GetProperty("status").GetString()),
            () => $"message {id} {string.Join(" or ", statuses)}; last: {last}");
        return last;
    }

    public static async Task<IReadOnlyList<JsonElement>> LedgerAsync(this HttpClient client, string media)
    {
        var rows = new List<JsonElement>();
        for (long? after = 0; after is not null;)
        {
            using var response = await client.GetAsync(new Uri($"/api/media/{media}/ledger?limit=1000&after={after}", UriKind.Relative));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
            var page = await response.JsonAsync();
            rows.AddRange(page.GetProperty("ledger").EnumerateArray());
            after = page.GetProperty("ledger_next") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : null;
        }

        return rows;
    }

    /// <summary>The bytes that are sent of a media as a kind.</summary>
    public static async Task<byte[]> RenditionAsync(this HttpClient client, string media, string kind)
    {
        using var response = await client.GetAsync(new Uri($"/api/media/{media}/renditions/{kind}", UriKind.Relative));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync();
    }
}
