using System.Text.Json;
using MediaNode.Catalog;

namespace MediaNode.Inbound;

/// <summary>Where a user's media stands, for the operator. Its key is not told, nor where it lies on the media servers.</summary>
internal static class InboundWire
{
    public static void Write(Utf8JsonWriter json, InboundMediaRow media)
    {
        json.WriteString("id", media.MediaId);
        json.WriteString("kind", media.Kind);
        json.WriteString("type", media.Type);
        if (media.Length is { } length)
        {
            json.WriteNumber("length", length);
        }

        if (media.Digest is { } digest)
        {
            json.WriteString("digest", Convert.ToHexStringLower(digest));
        }

        json.WriteString("state", media.Standing.Name);
        WriteUnlessNull(json, "found", media.Found);
        WriteUnlessNull(json, "reason", media.Reason);
        json.WriteNumber("attempts", media.Attempts);
        if (media.Standing is InboundState.Waiting or InboundState.Asked && media.DueAt > 0)
        {
            json.WriteString(media.Standing == InboundState.Asked ? "waits_until" : "next_attempt_at", Time(media.DueAt));
        }

        if (media.AskedAt is { } asked)
        {
            json.WriteString("asked_at", Time(asked));
        }

        if (media.FetchedAt is { } fetched)
        {
            json.WriteString("fetched_at", Time(fetched));
        }
    }

    private static void WriteUnlessNull(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
