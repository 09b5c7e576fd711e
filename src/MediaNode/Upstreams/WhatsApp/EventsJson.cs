using System.Text.Json;
using MediaNode.Formats.Sealing;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>Reads a page of events. One that cannot be read is passed over as unknown, as long as its number can be.</summary>
internal static class EventsJson
{
    /// <returns>The events, or why they cannot be taken in.</returns>
    public static (IReadOnlyList<UpstreamEvent>? Events, string? WhyNot) Read(JsonElement? answer, long after, DateTimeOffset now)
    {
        if (answer?.ListOf("events") is not { } entries)
        {
            return (null, "200 with an answer that has no events");
        }

        var events = new List<UpstreamEvent>();
        foreach (var entry in entries)
        {
            if (entry.NumberOf("cursor") is not { } cursor)
            {
                return (null, "200 with an event that has no cursor");
            }

            // Were it taken in, those between would be lost, or this one taken in twice.
            if (cursor <= after)
            {
                return (null, "200 with events out of their order");
            }

            after = cursor;
            var at = entry.TimeOf("timestamp");
            var type = entry.TextOf("type")?.ForReading() ?? "";
            events.Add(at is null ? new UpstreamEvent.Unknown(cursor, now, type)
                : ReadOne(entry, type, cursor, at.Value) ?? new UpstreamEvent.Unknown(cursor, at.Value, type));
        }

        return (events, null);
    }

    private static UpstreamEvent? ReadOne(JsonElement entry, string type, long cursor, DateTimeOffset at)
    {
        if (entry.NameOf("message_id") is not { } id)
        {
            return null;
        }

        return type switch
        {
            "receipt" => StatusOf(entry.TextOf("status")) is { } status ? new UpstreamEvent.Receipt(cursor, at, id, status) : null,
            "media_retry" => entry.NameOf("from") is { } from && entry.BytesOf("enc_iv") is { } iv && entry.BytesOf("enc_p") is { } payload
                ? new UpstreamEvent.MediaRetry(cursor, at, id, from, new RedeliveryNote(iv, payload))
                : null,
            "message" => entry.NameOf("from") is { } from && entry.NameOf("message_type") is { } kind && entry.Member("content") is { } content
                ? new UpstreamEvent.Inbound(cursor, at, id, from, entry.TextOf("name"), kind, content.GetRawText())
                : null,
            _ => null,
        };
    }

    private static ReceiptStatus? StatusOf(string? status) => status switch
    {
        "delivered" => ReceiptStatus.Delivered,
        "read" => ReceiptStatus.Read,
        "downloaded" => ReceiptStatus.Downloaded,
        _ => null,
    };
}
