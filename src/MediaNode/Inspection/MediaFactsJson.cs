using System.Text.Json;
using System.Text.Json.Serialization;
using MediaNode.Formats.Inspection;

namespace MediaNode.Inspection;

/// <summary>Facts as JSON, to be kept in the catalogue. Members that another version wrote are passed over.</summary>
internal static class MediaFactsJson
{
    public static string Write(MediaFacts facts) => JsonSerializer.Serialize(facts, FactsContext.Default.MediaFacts);

    /// <returns>Null when the text is none of ours: then the file is to be looked at again.</returns>
    public static MediaFacts? Read(string json)
    {
        try
        {
            // What is not in the text comes as null, whatever the record says.
            return JsonSerializer.Deserialize(json, FactsContext.Default.MediaFacts) is { } facts
                ? facts with { Tracks = facts.Tracks ?? [], Brands = facts.Brands ?? [] }
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How they are written. Enumerations go by their names, so that a new one in their midst changes none that is kept.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(MediaFacts))]
internal sealed partial class FactsContext : JsonSerializerContext;
