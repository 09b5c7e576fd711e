using System.Net;
using System.Text.Json;
using MediaNode.Tests.EndToEnd;
using MediaNode.Tests.Samples;
using Shouldly;

namespace MediaNode.Tests.Links;

/// <summary>What a business does about links, in one line each.</summary>
internal static class LinkCalls
{
    public const string Url = "https://files.example/a%20b.jpg?signature=s3cret";
    public const string Providers = "/v1/settings/application/media/providers";

    public static async Task<byte[]> SampleAsync(string file) => await File.ReadAllBytesAsync(await SampleFiles.PathAsync(file));

    public static Task<string> SendLinkAsync(this TestNode node, string to, string type = "image", string link = Url, string more = "") =>
        node.Client.SendMessageAsync(to, type, $$"""{"link":"{{link}}"{{more}}}""");

    /// <summary>The error that a message fails with.</summary>
    public static async Task<JsonElement> FailureAsync(this TestNode node, string id) =>
        (await node.Client.MessageOnceAsync(id, "failed")).GetProperty("errors")[0];

    public static async Task<string?> MediaOfAsync(this TestNode node, string id) =>
        (await node.Client.MessageOnceAsync(id, "sent", "delivered", "read")).GetProperty("media_id").GetString();

    public static async Task SetProviderAsync(this TestNode node, string name, string config)
    {
        using var set = await node.SendJsonAsync(HttpMethod.Post, Providers, $$"""[{"name":"{{name}}","type":"www","config":{{config}}}]""");
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
    }
}
