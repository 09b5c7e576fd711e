using System.Text.Encodings.Web;
using System.Text.Json;
using MediaNode.Catalog;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>Messages as the line has them, and what it answers.</summary>
internal static class MessagesJson
{
    /// <summary>For programs, never pasted into HTML: characters stay themselves.</summary>
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Write(PooledBytes to, IReadOnlyList<OutgoingMessage> messages, MediaJson media)
    {
        using var json = new Utf8JsonWriter(to, Readable);
        json.WriteStartObject();
        json.WriteStartArray("messages");
        foreach (var (message, sent) in messages)
        {
            json.WriteStartObject();
            json.WriteString("id", message.Id);
            json.WriteString("to", message.Recipient);
            json.WriteString("type", message.Type);
            json.WritePropertyName("content");
            json.WriteRawValue(message.Content, skipInputValidation: true); // Ours: it was written by this node.
            if (message.Type == "text")
            {
                json.WriteBoolean("preview_url", message.PreviewUrl);
            }

            if (sent is not null)
            {
                json.WritePropertyName("media");
                json.WriteRawValue(media.Of(sent), skipInputValidation: true);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <returns>An answer for each message, in their order; null when these are not answers to these messages.</returns>
    public static IReadOnlyList<SendAnswer>? Read(JsonElement? answer, IReadOnlyList<OutgoingMessage> messages, DateTimeOffset now)
    {
        if (answer?.ListOf("messages") is not { } entries)
        {
            return null;
        }

        var answers = new List<SendAnswer>(messages.Count);
        foreach (var entry in entries)
        {
            if (answers.Count == messages.Count
                || entry.TextOf("id") != messages[answers.Count].Message.Id
                || ReadOne(entry, now) is not { } one)
            {
                return null;
            }

            answers.Add(one);
        }

        return answers.Count == messages.Count ? answers : null;
    }

    private static SendAnswer? ReadOne(JsonElement entry, DateTimeOffset now) => entry.TextOf("status") switch
    {
        "accepted" => entry.TimeOf("timestamp") is { } at ? new SendAnswer(at, null) : null,
        "rejected" => entry.Member("error") is { } error && error.NumberOf("code") is >= 0 and <= int.MaxValue and { } code
            && error.TextOf("title") is { } title
            ? new SendAnswer(entry.TimeOf("timestamp") ?? now, new MessageError((int)code, title.ForReading(), error.TextOf("details")?.ForReading()))
            : null,
        _ => null,
    };
}
