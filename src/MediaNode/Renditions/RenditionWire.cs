using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Problems;

namespace MediaNode.Renditions;

/// <summary>How renditions and what was measured stand in an answer.</summary>
internal static class RenditionWire
{
    /// <param name="json">Where to.</param>
    /// <param name="rendition">The row.</param>
    /// <param name="making">What is under way in this process, if it is.</param>
    /// <param name="current">Whether it was made under the policy of today.</param>
    public static void Write(Utf8JsonWriter json, Rendition rendition, Making? making, bool current)
    {
        json.WriteStartObject();
        json.WriteString("kind", rendition.Key.Kind);
        json.WriteString("state", NameOf(rendition.State));
        json.WriteString("policy", rendition.Key.Policy);
        json.WriteBoolean("current", current);
        if (rendition.State == RenditionState.Making)
        {
            WriteProgress(json, making);
            json.WriteEndObject();
            return;
        }

        if (rendition.State == RenditionState.Ready)
        {
            json.WriteString("type", rendition.Type);
            json.WriteNumber("length", rendition.Length);
            json.WriteString("digest", Convert.ToHexStringLower(rendition.Digest!));
            json.WriteBoolean("thumbnail", rendition.Thumbnail is not null);
        }

        if (rendition.MadeAt is { } made)
        {
            json.WriteString("made_at", made);
        }

        if (rendition.Receipt is { } receipt)
        {
            json.WritePropertyName("receipt");
            json.WriteRawValue(receipt);
        }

        json.WriteEndObject();
    }

    /// <summary>One that is under way, whether or not its row is there yet.</summary>
    public static void WriteMaking(Utf8JsonWriter json, RenditionKey key, Making? making) =>
        Write(json, new Rendition { Key = key, State = RenditionState.Making }, making, current: true);

    public static void WriteBreaches(Utf8JsonWriter json, IReadOnlyList<BreachEntry> breaches)
    {
        json.WriteStartArray("breaches");
        foreach (var breach in breaches)
        {
            json.WriteStartObject();
            json.WriteString("rule", breach.Rule);
            json.WriteString("force", breach.Force);
            json.WriteString("found", breach.Found);
            json.WriteString("accepted", breach.Accepted);
            json.WriteString("how_to", breach.HowTo);
            if (breach.MendedBy is { } step)
            {
                json.WriteString("mended_by", step);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Why a media is refused, in sentences.</summary>
    public static Refusal Told(Rendition refused, Receipt? receipt)
    {
        var breaches = receipt?.Breaches ?? [];
        var said = breaches.Select(breach =>
            $"{breach.Rule}: found {breach.Found}; accepted: {breach.Accepted.TrimEnd('.')}. {breach.HowTo}");
        return Problem.MediaRefused.Because($"WhatsApp would not take this as {refused.Key.Kind}. {string.Join(' ', said)}".TrimEnd());
    }

    private static void WriteProgress(Utf8JsonWriter json, Making? making)
    {
        if (making is null)
        {
            // Another process makes it.
            json.WriteNull("progress");
            return;
        }

        json.WriteNumber("progress", Math.Round(making.Progress, 3));
        json.WriteString("started_at", making.StartedAt);
    }

    private static string NameOf(RenditionState state) => state switch
    {
        RenditionState.Making => "making",
        RenditionState.Ready => "ready",
        RenditionState.Refused => "refused",
        _ => "failed",
    };
}
