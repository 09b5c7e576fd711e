using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MediaNode.Business;

/// <summary>JSON that can be changed, of JSON that was read. Of two members of one name the later holds.</summary>
internal static class JsonTree
{
    /// <exception cref="InvalidOperationException">A text in it is none: half of a surrogate pair, or bytes that are not UTF-8.</exception>
    public static JsonNode? Of(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var tree = new JsonObject();
                foreach (var member in element.EnumerateObject())
                {
                    tree[member.Name] = Of(member.Value);
                }

                return tree;
            case JsonValueKind.Array:
                var items = new JsonArray();
                foreach (var item in element.EnumerateArray())
                {
                    items.Add(Of(item));
                }

                return items;
            case JsonValueKind.String:
                return JsonValue.Create(element.GetString());
            case JsonValueKind.True or JsonValueKind.False:
                return JsonValue.Create(element.GetBoolean());
            case JsonValueKind.Number:
                return JsonValue.Create(element.Clone()); // As it was written, however many digits.
            default:
                return null;
        }
    }

    public static JsonObject Read(byte[]? json)
    {
        if (json is null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(json);
        return (JsonObject)Of(document.RootElement)!;
    }

    public static byte[] Write(JsonNode tree)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            tree.WriteTo(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
