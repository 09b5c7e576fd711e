using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>Reads the one object that a request's body is.</summary>
internal static class JsonRequest
{
    /// <summary>Bytes. A thousand faults take a tenth of it.</summary>
    private const int MostBytes = 1 << 20;

    // Of two members with one name, a reader would silently take one.
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false };

    /// <exception cref="BadRequestException">The body is too long or is no JSON object.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        var piece = new byte[16 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(piece, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + read > MostBytes)
            {
                throw new BadRequestException($"The body has more than {MostBytes} bytes.");
            }

            body.Write(piece.AsSpan(0, read));
        }

        try
        {
            var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length), _strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new BadRequestException("The body must be a JSON object.");
        }
        catch (JsonException unreadable)
        {
            throw new BadRequestException($"The body must be a JSON object, and cannot be read: {unreadable.Message}");
        }
    }
}
