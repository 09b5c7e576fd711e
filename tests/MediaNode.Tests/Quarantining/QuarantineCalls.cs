using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Shouldly;

namespace MediaNode.Tests.Quarantining;

/// <summary>What an operator does about content, in one line each.</summary>
internal static class QuarantineCalls
{
    public const string Reason = "Reported by a customer.";

    public static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static Task<HttpResponseMessage> PostBlockAsync(this TestNode node, string json) => node.SendJsonAsync(HttpMethod.Post, "/api/quarantine", json);

    public static async Task<JsonElement> BlockMediaAsync(this TestNode node, string media, string reason = Reason)
    {
        using var answer = await node.PostBlockAsync($$"""{"media":"{{media}}","reason":"{{reason}}"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    public static async Task<JsonElement> BlockAsync(this TestNode node, byte[] bytes, string reason = Reason)
    {
        using var answer = await node.PostBlockAsync($$"""{"digest":"{{DigestOf(bytes)}}","reason":"{{reason}}"}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    public static async Task<JsonElement> ReleaseAsync(this TestNode node, string digest)
    {
        using var answer = await node.SendAsync(HttpMethod.Delete, $"/api/quarantine/{digest}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    public static async Task<JsonElement> ListAsync(this TestNode node, string query = "")
    {
        using var answer = await node.GetAsync($"/api/quarantine{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    public static async Task<JsonElement> ShowBlockedAsync(this TestNode node, string digest, string query = "")
    {
        using var answer = await node.GetAsync($"/api/quarantine/{digest}{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.JsonAsync();
    }

    /// <summary>That an answer is the refusal of content in quarantine, and names the reason.</summary>
    public static async Task ShouldBeQuarantinedAsync(this HttpResponseMessage answer, string reason = Reason)
    {
        var details = await answer.ShouldRefuseAsync(HttpStatusCode.Forbidden, 1009);
        details.ShouldContain("quarantine");
        details.ShouldContain(reason);
    }

    public static async Task<string> MetricsAsync(this TestNode node) => await node.Client.GetStringAsync("/metrics?format=prometheus");
}
