using System.Globalization;
using System.Text;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Webhooks;

/// <summary>Writes bodies as the On-Premises API has them: flat, times as text, all elements of one kind.</summary>
internal static class WebhookBody
{
    /// <summary>The most bytes, unless one event alone has more.</summary>
    public const int MostBytes = 256 << 10;

    /// <summary>Makes a body of the first of some events. Of a user whose event has no place in it, none that comes later is taken.</summary>
    public static FormedWebhook Form(IReadOnlyList<WebhookEvent> found, int mostEvents)
    {
        var taken = new List<WebhookEvent>();
        var passed = new HashSet<string>();
        var size = 0;
        foreach (var next in found)
        {
            if (next.Kind != found[0].Kind)
            {
                passed.Add(next.Contact);
            }
            else if (!passed.Contains(next.Contact))
            {
                size += MostBytesOf(next);
                if (taken.Count > 0 && (size > MostBytes || taken.Count == mostEvents))
                {
                    break;
                }

                taken.Add(next);
            }
        }

        return new FormedWebhook(taken, Write(taken));
    }

    /// <summary>What a body tells: the name of its array of events.</summary>
    public static string TypeOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        reader.Read();
        return reader.GetString() is "contacts" ? "messages" : reader.GetString()!;
    }

    private static byte[] Write(List<WebhookEvent> events) => WireBytes.Write(json =>
    {
        json.WriteStartObject();
        switch ((WebhookEventKind)events[0].Kind)
        {
            case WebhookEventKind.Message:
                WriteMessages(json, events);
                break;
            case WebhookEventKind.Error:
                WriteErrors(json, events.Select(told => told.Error!));
                break;
            case WebhookEventKind.Service:
                WriteElements(json, "services", events);
                break;
            case WebhookEventKind.MediaItem:
                WriteElements(json, "media_items", events);
                break;
            default:
                WriteStatuses(json, events);
                break;
        }

        json.WriteEndObject();
    }).ToArray();

    private static void WriteElements(Utf8JsonWriter json, string name, List<WebhookEvent> events)
    {
        json.WriteStartArray(name);
        events.ForEach(told => json.WriteRawValue(told.Content ?? "{}"));
        json.WriteEndArray();
    }

    private static void WriteStatuses(Utf8JsonWriter json, List<WebhookEvent> events)
    {
        json.WriteStartArray("statuses");
        foreach (var status in events)
        {
            json.WriteStartObject();
            json.WriteString("id", status.Subject);
            json.WriteString("recipient_id", status.Contact);
            json.WriteString("status", status.Name);
            json.WriteString("timestamp", Seconds(status.At));
            json.WriteString("type", "message");
            // Since v2.45 the original has it here; clients read either.
            json.WriteStartObject("message");
            json.WriteString("recipient_id", status.Contact);
            json.WriteEndObject();
            if (status.Error is { } error)
            {
                WriteErrors(json, [error]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteErrors(Utf8JsonWriter json, IEnumerable<MessageError> errors)
    {
        json.WriteStartArray("errors");
        foreach (var error in errors)
        {
            json.WriteStartObject();
            json.WriteNumber("code", error.Code);
            json.WriteString("title", error.Title);
            if (error.Details is { } details)
            {
                json.WriteString("details", details);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMessages(Utf8JsonWriter json, List<WebhookEvent> events)
    {
        json.WriteStartArray("contacts");
        foreach (var contact in events.GroupBy(message => message.Contact))
        {
            json.WriteStartObject();
            json.WriteStartObject("profile");
            if (contact.Last().Profile is { } name)
            {
                json.WriteString("name", name);
            }

            json.WriteEndObject();
            json.WriteString("wa_id", contact.Key);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("messages");
        foreach (var message in events)
        {
            json.WriteStartObject();
            json.WriteString("from", message.Contact);
            json.WriteString("id", message.Subject);
            json.WriteString("timestamp", Seconds(message.At));
            var said = UserContent.Of(message);
            json.WriteString("type", said.Type);
            if (said.Json is { } content)
            {
                json.WritePropertyName(said.Type);
                json.WriteRawValue(content, skipInputValidation: true);
            }

            if (said.Error is { } error)
            {
                WriteErrors(json, [error]);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000).ToString(CultureInfo.InvariantCulture);

    /// <summary>At least as much as it takes in the body: a character of an escaped text has up to six bytes, and ids come twice.</summary>
    private static int MostBytesOf(WebhookEvent told) =>
        256 + (6 * (told.Subject.Length + (3 * told.Contact.Length) + (told.Profile?.Length ?? 0)))
        + (2 * Encoding.UTF8.GetByteCount(told.Trouble ?? ""))
        + (told.IsMessage ? Math.Min(Encoding.UTF8.GetByteCount(told.Content ?? ""), UserContent.MostBytes) : 2 * Encoding.UTF8.GetByteCount(told.Content ?? ""));
}
