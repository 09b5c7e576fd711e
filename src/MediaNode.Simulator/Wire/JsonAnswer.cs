using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>Answers in JSON, each one object. All are small, so each is written whole and has its length.</summary>
internal static class JsonAnswer
{
    // The answers are read by programs and by people with curl, never put into a page as they are.
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="context">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="members">Writes the members of the object that the answer is.</param>
    public static async Task AnswerAsync(this HttpContext context, int status, Action<Utf8JsonWriter> members)
    {
        var body = ToBytes(members);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }

    /// <summary>Answers <c>{}</c>.</summary>
    public static Task AnswerEmptyAsync(this HttpContext context) => context.AnswerAsync(StatusCodes.Status200OK, _ => { });

    /// <summary>Answers <c>{"error":"words"}</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="words">What was found and what would be accepted.</param>
    public static Task RefuseAsync(this HttpContext context, int status, string words) =>
        context.AnswerAsync(status, json => json.WriteString("error"u8, words));

    /// <summary>Writes where the next page of a list begins: null behind the last.</summary>
    public static void WriteNext(this Utf8JsonWriter json, long? place)
    {
        if (place is { } number)
        {
            json.WriteNumber("next"u8, number);
        }
        else
        {
            json.WriteNull("next"u8);
        }
    }

    /// <returns>An object with what <paramref name="members"/> writes.</returns>
    public static ReadOnlyMemory<byte> ToBytes(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, _plain))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
