using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Exchange;

/// <summary>Writes answers.</summary>
internal static class JsonReply
{
    // The answers are read by programs and by people with curl, never put into a page as they are.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Answers with what <paramref name="write"/> writes.</summary>
    public static async Task ReplyAsync(this HttpContext context, int status, Action<Utf8JsonWriter> write)
    {
        var body = ToBytes(write);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Answers <c>{"error":"words"}</c>.</summary>
    public static Task RefuseAsync(this HttpContext context, int status, string words) => context.ReplyAsync(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error"u8, words);
        writer.WriteEndObject();
    });

    /// <summary>Answers <c>{}</c>.</summary>
    public static Task ReplyEmptyAsync(this HttpContext context) => context.ReplyAsync(StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartObject();
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> ToBytes(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, _options))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }
}
