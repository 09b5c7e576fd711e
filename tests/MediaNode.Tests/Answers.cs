using System.Net;
using System.Text.Json;
using Shouldly;

namespace MediaNode.Tests;

/// <summary>Reads answers as a client would.</summary>
internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        response.Content.Headers.ContentType?.MediaType.ShouldBeOneOf("application/json", "application/problem+json");
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return document.RootElement.Clone();
    }

    /// <summary>Checks the On-Premises envelope and returns its details.</summary>
    public static async Task<string> ShouldRefuseAsync(this HttpResponseMessage response, HttpStatusCode status, int code)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        var body = await response.JsonAsync();
        body.GetProperty("meta").GetProperty("version").GetString().ShouldStartWith("v2.");
        body.GetProperty("errors").GetArrayLength().ShouldBe(1);
        var error = body.GetProperty("errors")[0];
        error.GetProperty("code").GetInt32().ShouldBe(code, text);
        error.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        text.ShouldNotContain("   at "); // A stack trace.
        return error.GetProperty("details").GetString()!;
    }
}
