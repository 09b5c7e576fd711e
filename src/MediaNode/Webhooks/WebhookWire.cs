using System.Text.Json;
using MediaNode.Catalog;

namespace MediaNode.Webhooks;

/// <summary>How webhooks stand in an answer of the node's own API.</summary>
internal static class WebhookWire
{
    public static void WriteStanding(
        Utf8JsonWriter json, Uri? url, WebhookWaiting waiting, int underWay, WebhookAnswer? last, WebhookBatch? next, DateTimeOffset? paused)
    {
        json.WriteString("url", url?.OriginalString);
        json.WriteStartObject("waiting");
        json.WriteNumber("events", waiting.Events);
        json.WriteNumber("batches", waiting.Batches);
        Write(json, "oldest_at", waiting.Oldest);
        json.WriteEndObject();
        json.WriteNumber("under_way", underWay);
        json.WriteNumber("dead", waiting.Dead);
        if (last is null)
        {
            json.WriteNull("last_answer");
        }
        else
        {
            json.WriteStartObject("last_answer");
            json.WriteString("at", last.At);
            Write(json, "status", last.Status);
            json.WriteNumber("ms", (long)last.Took.TotalMilliseconds);
            json.WriteString("beginning", last.Beginning);
            json.WriteString("failure", last.Failure);
            json.WriteEndObject();
        }

        if (next is null)
        {
            json.WriteNull("next_attempt");
        }
        else
        {
            json.WriteStartObject("next_attempt");
            json.WriteString("at", DateTimeOffset.FromUnixTimeMilliseconds(next.DueAt));
            json.WriteString("delivery", next.Delivery);
            json.WriteNumber("attempts", next.Attempts);
            json.WriteString("reason", next.Reason);
            json.WriteEndObject();
        }

        Write(json, "paused_until", paused);
    }

    /// <param name="json">Where to.</param>
    /// <param name="page">In the order of their ids.</param>
    /// <param name="full">Whether the page is as long as it may be, so that there may be another.</param>
    public static void WriteDead(Utf8JsonWriter json, IReadOnlyList<WebhookBatch> page, bool full)
    {
        json.WriteStartArray("dead");
        foreach (var batch in page)
        {
            json.WriteStartObject();
            json.WriteNumber("id", batch.Id);
            json.WriteString("delivery", batch.Delivery);
            json.WriteNumber("events", batch.Events);
            json.WriteString("written_at", DateTimeOffset.FromUnixTimeMilliseconds(batch.WrittenAt));
            json.WriteString("died_at", DateTimeOffset.FromUnixTimeMilliseconds(batch.DiedAt ?? 0));
            json.WriteNumber("attempts", batch.Attempts);
            json.WriteString("reason", batch.Reason);
            json.WritePropertyName("body");
            json.WriteRawValue(batch.Body);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Write(json, "next", full ? page[^1].Id : null);
    }

    private static void Write(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? time)
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
