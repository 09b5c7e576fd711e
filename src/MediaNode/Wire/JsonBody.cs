using System.Buffers;
using System.Text.Json;
using MediaNode.Problems;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace MediaNode.Wire;

/// <summary>Reads the small JSON body of a call.</summary>
internal static class JsonBody
{
    /// <summary>The most bytes a JSON body may have: far beyond any call of the API.</summary>
    public const int MaxBytes = 1 << 20;

    private const int MaxDepth = 32;

    /// <returns>The object (an empty one when there is no body), or why not.</returns>
    public static async Task<(JsonElement Object, Refusal? Refusal)> ReadObjectAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null; // Past Kestrel's limit nothing more could be read, so the client would not get to read the refusal.
        }

        var buffer = new ArrayBufferWriter<byte>();
        while (true)
        {
            int read;
            try
            {
                read = await context.Request.Body.ReadAsync(buffer.GetMemory(4096), context.RequestAborted);
            }
            catch (IOException unreadable) when (unreadable is not (BadHttpRequestException or ConnectionResetException))
            {
                // Kestrel's answer to a chunk size beyond its numbers.
                throw new BadHttpRequestException(unreadable.Message, unreadable);
            }

            if (read == 0)
            {
                break;
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > MaxBytes)
            {
                return (default, Problem.BodyTooLarge.Because($"The body of this call may have {MaxBytes} bytes."));
            }
        }

        // Some editors and languages begin a text with a byte order mark, which a reader may pass over (RFC 8259, section 8.1).
        var json = buffer.WrittenSpan.StartsWith("\uFEFF"u8) ? buffer.WrittenMemory[3..] : buffer.WrittenMemory;
        if (json.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            return (Parse("{}"u8.ToArray()), null);
        }

        try
        {
            var element = Parse(json);
            ReadTexts(element);
            return element.ValueKind == JsonValueKind.Object
                ? (element, null)
                : (default, Problem.InvalidRequest.Because($"The body must be a JSON object; found {Name(element.ValueKind)}."));
        }
        catch (JsonException malformed)
        {
            return (default, Problem.InvalidRequest.Because(IsTooDeep(json.Span)
                ? $"The body nests objects and arrays deeper than {MaxDepth}, which no call needs."
                : $"The body is not JSON (line {(malformed.LineNumber ?? 0) + 1}, byte {malformed.BytePositionInLine ?? 0})."));
        }
        catch (InvalidOperationException)
        {
            return (default, Problem.InvalidRequest.Because("The body has an escape such as \\ud800 that is half a character."));
        }
    }

    /// <returns>A member's text; numbers and booleans count as their text, as clients send either.</returns>
    public static string? Text(this JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        }
        : null;

    private static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return document.RootElement.Clone();
    }

    private static bool IsTooDeep(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        try
        {
            while (reader.CurrentDepth <= MaxDepth && reader.Read())
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && reader.CurrentDepth == MaxDepth)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // Something else is wrong before that.
        }

        return false;
    }

    /// <summary>Reads every name and text once: the parser lets half a character pass, and reading it would throw later.</summary>
    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                _ = member.Name;
                _ = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null; // By its name it would be looked for among all.
            }
        }
    }

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
