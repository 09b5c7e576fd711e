using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MediaNode.Simulator.Wire;

/// <summary>Reads the JSON body of a request.</summary>
internal static class JsonBody
{
    /// <summary>Bytes; more than any call with a small body has.</summary>
    public const int Small = 256 << 10;

    private static readonly JsonDocumentOptions _options = new() { AllowDuplicateProperties = false };

    /// <param name="context">The request.</param>
    /// <param name="most">How many bytes the body may have.</param>
    /// <returns>The object, to be disposed of.</returns>
    /// <exception cref="RefusedException">It is no JSON, no object, or has a text that is none.</exception>
    /// <exception cref="BadHttpRequestException">It is too long.</exception>
    public static async Task<JsonDocument> ReadObjectAsync(this HttpContext context, int most = Small)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = most;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..]; // Some programs begin every text with a byte order mark.
        }

        if (bytes.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new RefusedException("The body is empty; it must be a JSON object.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, _options);
        }
        catch (JsonException wrong)
        {
            throw new RefusedException($"The body is no JSON: {wrong.Message}");
        }
        catch (InvalidOperationException)
        {
            throw HalfText(); // In a name, which is read to find one that is there twice.
        }

        try
        {
            RequireTexts(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new RefusedException("The body must be a JSON object.");
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <returns>The text under a name; null when there is none.</returns>
    public static string? TextOf(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <returns>The text under a name.</returns>
    /// <exception cref="RefusedException">There is none, or it is empty.</exception>
    public static string RequiredTextOf(this JsonElement element, string name) => element.TextOf(name) is { Length: > 0 } text
        ? text
        : throw new RefusedException($"`{name}` is missing or no text.");

    /// <returns>The flag under a name; null when there is none.</returns>
    /// <exception cref="RefusedException">It is neither true nor false.</exception>
    public static bool? FlagOf(this JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new RefusedException($"`{name}` must be true or false.");
    }

    /// <returns>The bytes that stand under a name in base64.</returns>
    /// <exception cref="RefusedException">There are none, or not so many.</exception>
    public static byte[] RequiredBytesOf(this JsonElement element, string name, int? length = null) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetBytesFromBase64(out var bytes)
        && (length is null || bytes.Length == length)
            ? bytes
            : throw new RefusedException(length is null ? $"`{name}` must be base64." : $"`{name}` must be {length} bytes in base64.");

    // Every text is read once, so that nobody behind this finds one that cannot be read.
    private static void RequireTexts(JsonElement element)
    {
        if (!Utf8.IsValid(JsonMarshal.GetRawUtf8Value(element)))
        {
            throw new RefusedException("The body is not UTF-8.");
        }

        try
        {
            ReadTexts(element);
        }
        catch (InvalidOperationException)
        {
            throw HalfText();
        }
    }

    private static RefusedException HalfText() => new("A text has half of a surrogate pair.");

    private static void ReadTexts(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        if (raw.IndexOf("\\ud"u8) < 0 && raw.IndexOf("\\uD"u8) < 0)
        {
            return; // As nearly always: only an escape can write half a pair.
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
        }
    }
}
