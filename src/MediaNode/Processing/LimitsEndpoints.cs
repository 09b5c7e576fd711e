using System.Text.Json;
using MediaNode.Access;
using MediaNode.Formats.Limits;
using MediaNode.Wire;

namespace MediaNode.Processing;

/// <summary><c>GET /api/limits</c>: what WhatsApp takes as which kind, by the table that the node itself goes by.</summary>
internal static class LimitsEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/limits", ["GET", "HEAD"], ShowAsync).WithMetadata(new Needs(Role.User));

    private static Task ShowAsync(HttpContext context)
    {
        var policy = context.RequestServices.GetRequiredService<ProcessingPolicy>();
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("kinds");
            foreach (var limit in KindLimit.All)
            {
                WriteLimit(json, limit, policy);
            }

            json.WriteEndArray();
            json.WriteStartArray("rules");
            foreach (var rule in Rule.All)
            {
                WriteRule(json, rule);
            }

            json.WriteEndArray();
            json.WriteStartObject("bounds");
            json.WriteNumber("max_pixels", policy.Bounds.MostPixels);
            json.WriteNumber("max_frames", policy.Bounds.MostFrames);
            json.WriteNumber("max_transcoded_video_seconds", policy.MostVideo.TotalSeconds);
            json.WriteEndObject();
        });
    }

    private static void WriteLimit(Utf8JsonWriter json, KindLimit limit, ProcessingPolicy policy)
    {
        json.WriteStartObject();
        json.WriteString("kind", Kinds.NameOf(limit.Kind));
        WriteStrings(json, "types", limit.Types);
        json.WriteNumber("max_sealed_bytes", limit.MostSealed);
        json.WriteNumber("max_bytes", limit.MostPlain);
        if (limit.Edge is { } edge)
        {
            json.WriteNumber("width", edge);
            json.WriteNumber("height", edge);
        }

        if (limit.MostFrames is { } frames)
        {
            json.WriteNumber("max_frames", frames);
        }

        if (limit.Transparency is { } transparency)
        {
            json.WriteBoolean("transparency", transparency);
        }

        WriteStringsIfAny(json, "video_codecs", limit.VideoCodecs);
        WriteStringsIfAny(json, "audio_codecs", limit.AudioCodecs);
        WriteStringsIfAny(json, "mono_codecs", limit.MonoCodecs);
        if (limit.Kind != Kind.Document)
        {
            json.WriteString("processing", ProcessingModes.NameOf(policy.ModeOf(limit.Kind)));
        }

        json.WriteEndObject();
    }

    private static void WriteRule(Utf8JsonWriter json, Rule rule)
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        json.WriteString("force", LimitsPage.NameOf(rule.Force));
        WriteStrings(json, "kinds", rule.Kinds.Select(Kinds.NameOf));
        json.WriteBoolean("mendable", Mending.CanMend(rule));
        json.WriteString("accepted", rule.Accepted);
        json.WriteString("how_to", rule.HowTo);
        json.WriteEndObject();
    }

    private static void WriteStringsIfAny(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            WriteStrings(json, name, values);
        }
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
