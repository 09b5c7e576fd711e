using System.Text.Json;
using MediaNode.Admin;

namespace MediaNode.Tests.Admin;

/// <summary>Reads the document that the node carries and walks through it.</summary>
internal static class OpenApiDocument
{
    private static readonly HashSet<string> _methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    public static JsonElement Read()
    {
        using var stream = typeof(DocsEndpoints).Assembly.GetManifestResourceStream("openapi.json")!;
        using var document = JsonDocument.Parse(stream, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.Clone();
    }

    public static IEnumerable<Operation> Operations(JsonElement document) =>
        from item in document.GetProperty("paths").EnumerateObject()
        from operation in item.Value.EnumerateObject()
        where _methods.Contains(operation.Name)
        select new Operation(operation.Name.ToUpperInvariant(), item.Name, item.Value, operation.Value);

    /// <returns>Every object of the document, the outer before the inner.</returns>
    public static IEnumerable<JsonElement> ObjectsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property => ObjectsIn(property.Value)).Prepend(element),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ObjectsIn),
        _ => [],
    };

    /// <returns>What every <c>$ref</c> of the document says.</returns>
    public static IEnumerable<string> ReferencesIn(JsonElement element) =>
        from value in ObjectsIn(element)
        where value.TryGetProperty("$ref", out _)
        select value.GetProperty("$ref").GetString()!;

    public static JsonElement Resolve(JsonElement document, JsonElement value) =>
        value.TryGetProperty("$ref", out var reference) ? Find(document, reference.GetString()!)!.Value : value;

    /// <returns>What the reference names, or <see langword="null"/> when there is nothing.</returns>
    public static JsonElement? Find(JsonElement document, string reference)
    {
        var found = document;
        foreach (var name in reference.Split('/').Skip(1))
        {
            if (!found.TryGetProperty(name, out found))
            {
                return null;
            }
        }

        return reference.StartsWith("#/", StringComparison.Ordinal) ? found : null;
    }

    internal sealed record Operation(string Method, string Path, JsonElement Item, JsonElement Value)
    {
        public string Name => $"{Method} {Path}";
    }
}
