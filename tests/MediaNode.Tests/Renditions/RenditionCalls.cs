using System.Net;
using System.Text.Json;
using MediaNode.Tests.Samples;
using Shouldly;

namespace MediaNode.Tests.Renditions;

/// <summary>The calls of these tests, in one line each.</summary>
internal static class RenditionCalls
{
    // A PNG of one pixel with an alpha channel: conforming but for that, so that it is always mended.
    private const string Transparent =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    public static Task<string> UploadTransparentAsync(this TestNode node) =>
        node.UploadAsync(Convert.FromBase64String(Transparent), "image/png");

    public static async Task<string> UploadSampleAsync(this TestNode node, string file, string type) =>
        await node.UploadAsync(await File.ReadAllBytesAsync(await SampleFiles.PathAsync(file)), type);

    public static Task<HttpResponseMessage> MakeAsync(this TestNode node, string id, string query) =>
        node.SendAsync(HttpMethod.Post, $"/api/media/{id}/renditions?{query}");

    /// <summary>Makes one and returns it.</summary>
    public static async Task<JsonElement> MadeAsync(this TestNode node, string id, string query)
    {
        using var made = await node.MakeAsync(id, query);
        made.StatusCode.ShouldBe(HttpStatusCode.OK, await made.Content.ReadAsStringAsync());
        return (await made.JsonAsync()).GetProperty("rendition");
    }

    public static async Task<JsonElement> ShowAsync(this TestNode node, string id)
    {
        using var shown = await node.GetAsync($"/api/media/{id}");
        shown.StatusCode.ShouldBe(HttpStatusCode.OK, await shown.Content.ReadAsStringAsync());
        return await shown.JsonAsync();
    }

    /// <summary>Checks a problem document and returns it.</summary>
    public static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string slug)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await response.JsonAsync();
        problem.GetProperty("type").GetString().ShouldBe($"urn:medianode:problem:{slug}", text);
        problem.GetProperty("status").GetInt32().ShouldBe((int)status);
        return problem;
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static string RenditionFolder(this TestNode node) => Path.Combine(node.Host.Data.Media, "renditions");

    /// <summary>Every file of the volume, published or not.</summary>
    public static IReadOnlyList<string> AllFiles(this TestNode node) => [.. node.Files, .. Directory.GetFiles(node.RenditionFolder())];
}
