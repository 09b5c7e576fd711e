using System.Net;
using System.Text;
using System.Text.Json;
using MediaNode.Fuzz.Samples;
using Shouldly;

namespace MediaNode.Tests.Business;

/// <summary>The calls of the settings, in one line each.</summary>
internal static class BusinessCalls
{
    public const string Application = "/v1/settings/application";

    /// <summary>A whole JPEG.</summary>
    public static byte[] Photo { get; } = JpegSamples.Of(JpegSamples.Frame(), JpegSamples.Scan, JpegSamples.End);

    public static async Task<JsonElement> SettingsAsync(this TestNode node, string path = Application)
    {
        using var response = await node.GetAsync(path);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        return (await response.JsonAsync()).GetProperty("settings");
    }

    public static async Task<JsonElement> ApplicationAsync(this TestNode node) => (await node.SettingsAsync()).GetProperty("application");

    /// <summary>A change that must be taken, and be answered with nothing but meta.</summary>
    public static async Task SetAsync(this TestNode node, string json, string path = Application, string method = "PATCH")
    {
        using var response = await node.SendJsonAsync(new HttpMethod(method), path, json);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        (await response.JsonAsync()).EnumerateObject().Select(member => member.Name).ShouldBe(["meta"]);
    }

    /// <summary>A change that must be refused; returns why.</summary>
    public static async Task<string> RefusedAsync(this TestNode node, string json, string path = Application, string method = "PATCH", int code = 1009)
    {
        using var response = await node.SendJsonAsync(new HttpMethod(method), path, json);
        return await response.ShouldRefuseAsync(HttpStatusCode.BadRequest, code);
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
