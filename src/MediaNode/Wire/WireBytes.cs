using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MediaNode.Wire;

/// <summary>Small JSON answers, written without reflection and sent with their length.</summary>
internal static class WireBytes
{
    // Answers are JSON for programs, never pasted into HTML (nosniff, application/json): characters stay readable.
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, _readable))
        {
            write(json);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Answers with an object that <paramref name="write"/> fills; <c>meta</c> is added under <c>/v1</c>.</summary>
    public static Task AnswerAsync(this HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var body = Write(json =>
        {
            json.WriteStartObject();
            write(json);
            if (!context.Request.Path.StartsWithSegments("/api"))
            {
                WireMeta.Write(json);
            }

            json.WriteEndObject();
        });
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>Answers 200 with <c>{"meta":{…}}</c>: the On-Premises API's empty success, never a literal null.</summary>
    public static Task AnswerDoneAsync(this HttpContext context) => context.AnswerAsync(StatusCodes.Status200OK, static _ => { });
}
