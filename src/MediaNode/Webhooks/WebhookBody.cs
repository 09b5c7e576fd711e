using System.Globalization;
using System.Text;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Webhooks;

/// <summary>Writes bodies as the On-Premises API has them: flat, times as text, of statuses or of messages with their contacts.</summary>
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

    private static byte[] Write(List<WebhookEvent> events) => WireBytes.Write(json =>
    {
        json.WriteStartObject();
        if (events[0].IsMessage)
        {
            WriteMessages(json, events);
        }
        else
        {
            WriteStatuses(json, events);
        }

        json.WriteEndObject();
    }).ToArray();

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
                WriteError(json, error);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter json, MessageError error)
    {
        json.WriteStartArray("errors");
        json.WriteStartObject();
        json.WriteNumber("code", error.Code);
        json.WriteString("title", error.Title);
        if (error.Details is { } details)
        {
            json.WriteString("details", details);
        }

        json.WriteEndObject();
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
            json.WriteString("type", message.Name);
            json.WritePropertyName(message.Name);
            json.WriteRawValue(message.Content ?? "{}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Seconds(long milliseconds) => (milliseconds / 1000).ToString(CultureInfo.InvariantCulture);

    /// <summary>At least as much as it takes in the body: a character of an escaped text has up to six bytes, and ids come twice.</summary>
    private static int MostBytesOf(WebhookEvent told) =>
        256 + (6 * (told.Subject.Length + (3 * told.Contact.Length) + (told.Profile?.Length ?? 0)))
        + ((told.IsMessage ? 1 : 2) * Encoding.UTF8.GetByteCount(told.Content ?? ""));
}
