using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace MediaNode.Tests;

/// <summary>The calls that many tests make, in one line each.</summary>
internal static class NodeCalls
{
    public static T Part<T>(this TestNode node)
        where T : notnull => node.Host.App.Services.GetRequiredService<T>();

    /// <summary>A request with a body and headers that no typed API would let through.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        this TestNode node, HttpMethod method, string path, byte[]? body = null, string? bearer = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value).ShouldBeTrue(name);
            }
        }

        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        return await node.Client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> SendJsonAsync(this TestNode node, HttpMethod method, string path, string json, string? bearer = null) =>
        node.SendAsync(method, path, Encoding.UTF8.GetBytes(json), bearer, ("Content-Type", "application/json"));

    public static Task<HttpResponseMessage> GetAsync(this TestNode node, string path, params (string Name, string Value)[] headers) =>
        node.SendAsync(HttpMethod.Get, path, headers: headers);

    /// <summary>A user, and a token of its.</summary>
    public static async Task<string> AddUserAsync(this TestNode node, string name, string password = TestNode.Password)
    {
        using var added = await node.SendJsonAsync(HttpMethod.Post, "/v1/users", $$"""{"username":"{{name}}","password":"{{password}}"}""");
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
        return await node.LoginAsync(name, password);
    }

    public static async Task<HttpStatusCode> StatusAsync(this TestNode node, string path, string? bearer = null)
    {
        using var response = await node.SendAsync(HttpMethod.Get, path, bearer: bearer);
        return response.StatusCode;
    }

    public static async Task<IReadOnlyList<JsonElement>> MediaAsync(this TestNode node)
    {
        using var response = await node.Client.GetAsync("/api/media?limit=1000");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. (await response.JsonAsync()).GetProperty("media").EnumerateArray()];
    }

    public static async Task<string?> StateAsync(this TestNode node, string id) =>
        (await node.MediaAsync()).Single(media => media.GetProperty("id").GetString() == id).GetProperty("state").GetString();

    /// <summary>Where the volume keeps the media's bytes.</summary>
    public static string FileOf(this TestNode node, string id) => Path.Combine(node.Outgoing, id);
}
