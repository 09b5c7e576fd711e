using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>Answers in JSON. All are small, so each is written whole and has its length.</summary>
internal static class JsonAnswer
{
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="context">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="members">Writes the members of the one object that the answer is.</param>
    public static async Task WriteAsync(HttpContext context, int status, Action<Utf8JsonWriter> members)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body, _plain))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        }
    }

    /// <summary>Answers <c>{"error":"words"}</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="words">What was found and what would be accepted.</param>
    public static Task ErrorAsync(HttpContext context, int status, string words) =>
        WriteAsync(context, status, json => json.WriteString("error"u8, words));
}
