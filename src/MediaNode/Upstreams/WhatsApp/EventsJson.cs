using System.Text.Json;
using MediaNode.Formats.Limits;
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
            "media_retry_answer" => entry.NameOf("from") is { } from ? ReadAnswer(entry, cursor, at, id, from) : null,
            "message" => entry.NameOf("from") is { } from && entry.NameOf("message_type") is { } kind ? ReadMessage(entry, cursor, at, id, from, kind) : null,
            _ => null,
        };
    }

    private static UpstreamEvent.MediaRetryAnswer? ReadAnswer(JsonElement entry, long cursor, DateTimeOffset at, string id, string from)
    {
        if (entry.BytesOf("enc_iv") is { } iv && entry.BytesOf("enc_p") is { } payload)
        {
            return new UpstreamEvent.MediaRetryAnswer(cursor, at, id, from, new RedeliveryNote(iv, payload), default);
        }

        return entry.NumberOf("error") is { } code && code >= 0
            ? new UpstreamEvent.MediaRetryAnswer(cursor, at, id, from, null, RedeliveryAnswer.OutcomeOf((ulong)code))
            : null;
    }

    /// <summary>A message with a media is told whatever its description is like; another without content says nothing.</summary>
    private static UpstreamEvent.Inbound? ReadMessage(JsonElement entry, long cursor, DateTimeOffset at, string id, string from, string type)
    {
        var content = entry.Member("content")?.GetRawText();
        if (Kinds.Find(type) is not { } kind)
        {
            return content is null ? null : new UpstreamEvent.Inbound(cursor, at, id, from, entry.TextOf("name"), type, content);
        }

        var (media, flaw) = InboundMediaJson.Read(kind, entry);
        return new UpstreamEvent.Inbound(cursor, at, id, from, entry.TextOf("name"), type, content ?? "{}") { Media = media, Flaw = flaw };
    }

    private static ReceiptStatus? StatusOf(string? status) => status switch
    {
        "delivered" => ReceiptStatus.Delivered,
        "read" => ReceiptStatus.Read,
        "downloaded" => ReceiptStatus.Downloaded,
        _ => null,
    };
}
