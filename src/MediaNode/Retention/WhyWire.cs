using System.Text.Json;
using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>How the reasons for which a media is here, or gone, stand in an answer.</summary>
internal static class WhyWire
{
    public static void WriteKept(Utf8JsonWriter json, KeptMedia media, Judgement judgement, IEnumerable<Need> needs)
    {
        json.WriteString("id", media.Id.ToString());
        json.WriteString("state", "kept");
        json.WriteString("why", judgement.Why);
        json.WriteBoolean("goes", judgement.Goes);
        json.WriteString("rule", judgement.Rule);
        Write(json, "until", judgement.Until);
        json.WriteStartArray("needs");
        foreach (var need in needs)
        {
            json.WriteStartObject();
            json.WriteString("need", need.Name);
            json.WriteString("why", need.Why);
            Write(json, "until", need.Until);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("origin", media.Origin.Name);
        json.WriteNumber("bytes", media.Length);
        json.WriteString("created_at", media.CreatedAt);
        json.WriteString("used_at", media.UsedAt);
        Write(json, "sent_at", media.SentAt);
        Write(json, "expires_at", media.ExpiresAt);
        Write(json, "pinned_at", media.PinnedAt);
    }

    public static void WriteGone(Utf8JsonWriter json, MediaId id, ForgottenMedia gone)
    {
        json.WriteString("id", id.ToString());
        json.WriteString("state", "gone");
        json.WriteString("why", gone.Reason);
        json.WriteString("gone_at", gone.At);
        json.WriteString("type", gone.Type);
        json.WriteString("origin", gone.Origin.Name);
        json.WriteNumber("bytes", gone.Length);
    }

    public static void Write(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
