using System.Text.Json;
using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>How previews and sweeps stand in an answer.</summary>
internal static class RetentionWire
{
    public static void WritePreview(Utf8JsonWriter json, PreviewPart part, RetentionPolicy policy, RetentionRules rules)
    {
        json.WriteString("rules", rules.ToString());
        json.WriteNumber("looked", part.Looked);
        Write(json, "goes", part.Going);
        Write(json, "needed", part.Needed);
        json.WriteStartArray("by_rule");
        foreach (var ((rule, origin), tally) in part.Rules)
        {
            json.WriteStartObject();
            json.WriteString("rule", rule);
            json.WriteString("origin", origin.Name);
            WriteMembers(json, tally);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteShare(json, part, policy);
        json.WriteStartArray("first");
        foreach (var (media, judgement) in part.First)
        {
            json.WriteStartObject();
            json.WriteString("id", media.Id.ToString());
            json.WriteString("type", media.Type);
            json.WriteString("origin", media.Origin.Name);
            json.WriteNumber("bytes", media.Length);
            json.WriteString("used_at", media.UsedAt);
            json.WriteString("why", judgement.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("next", part.Next?.ToString());
    }

    public static void WriteSweeps(Utf8JsonWriter json, IReadOnlyList<SweepRow> page, bool full)
    {
        json.WriteStartArray("sweeps");
        foreach (var sweep in page)
        {
            json.WriteStartObject();
            WriteSweep(json, sweep);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (full)
        {
            json.WriteNumber("next", page[^1].Id);
        }
        else
        {
            json.WriteNull("next");
        }
    }

    public static void WriteSweep(Utf8JsonWriter json, SweepRow sweep)
    {
        json.WriteNumber("id", sweep.Id);
        json.WriteString("of", sweep.Kind.Name);
        json.WriteString("asked_by", sweep.Asker.Name);
        json.WriteString("status", sweep.EndedAt is null ? "processing" : sweep.Fault is null ? "complete" : "failed");
        json.WriteString("started_at", DateTimeOffset.FromUnixTimeMilliseconds(sweep.StartedAt));
        WhyWire.Write(json, "ended_at", sweep.EndedAt is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null);
        json.WriteNumber("looked", sweep.Looked);
        json.WriteNumber("forgotten", sweep.Forgotten);
        json.WriteNumber("bytes", sweep.Bytes);
        json.WriteString("fault", sweep.Fault);
    }

    /// <summary>Of a volume that is too full: how far it is, and what could go for it in which order.</summary>
    private static void WriteShare(Utf8JsonWriter json, PreviewPart part, RetentionPolicy policy)
    {
        if (policy.VolumeShare == 0)
        {
            json.WriteNull("volume_share");
            return;
        }

        json.WriteStartObject("volume_share");
        json.WriteNumber("most", policy.VolumeShare);
        json.WriteNumber("used", Math.Round(policy.Used, 1));
        json.WriteString("why_none", part.WhyNone);
        json.WriteStartArray("unused");
        if (part.TooFull)
        {
            for (var tier = 0; tier < RetentionPolicy.Tiers.Count; tier++)
            {
                json.WriteStartObject();
                json.WriteString("for", RetentionRule.Write(RetentionPolicy.Tiers[tier]));
                WriteMembers(json, part.ByTier[tier]);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Tally tally)
    {
        json.WriteStartObject(name);
        WriteMembers(json, tally);
        json.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter json, Tally tally)
    {
        json.WriteNumber("count", tally.Count);
        json.WriteNumber("bytes", tally.Bytes);
    }
}
