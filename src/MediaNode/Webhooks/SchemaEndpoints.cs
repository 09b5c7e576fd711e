using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace MediaNode.Webhooks;

/// <summary><c>GET /api/webhooks/schema.json</c>: the JSON Schema of all bodies. Without login, as the description of the API.</summary>
internal static class SchemaEndpoints
{
    public static void MapWebhookSchema(this IEndpointRouteBuilder routes)
    {
        var schema = Read();
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(schema))}\"");
        routes.MapMethods("/api/webhooks/schema.json", ["GET", "HEAD"], (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            return TypedResults.Bytes(schema, "application/schema+json", entityTag: tag);
        }).AllowAnonymous();
    }

    private static byte[] Read()
    {
        using var stream = typeof(SchemaEndpoints).Assembly.GetManifestResourceStream("webhooks.schema.json")
            ?? throw new InvalidOperationException("This build lacks its webhooks.schema.json.");
        var schema = new byte[stream.Length];
        stream.ReadExactly(schema);
        return schema;
    }
}
