using System.Text.Json;
using Shouldly;

namespace MediaNode.Tests.Webhooks;

/// <summary>What strict receivers check a body for: the published schema, and what no schema can say.</summary>
internal static class WebhookSchema
{
    private static readonly string[] _events = ["statuses", "messages", "errors", "services", "media_items"];

    /// <returns>How many events the body tells of.</returns>
    public static int Check(JsonElement body)
    {
        SchemaProcess.WhyNot(body).ShouldBeNull(body.GetRawText());
        if (body.TryGetProperty("messages", out var messages))
        {
            var contacts = body.GetProperty("contacts").EnumerateArray().Select(contact => contact.GetProperty("wa_id").GetString());
            contacts.ShouldBe(messages.EnumerateArray().Select(message => message.GetProperty("from").GetString()).Distinct());
        }

        if (body.TryGetProperty("statuses", out var statuses))
        {
            statuses.EnumerateArray().ShouldAllBe(status =>
                status.GetProperty("recipient_id").GetString() == status.GetProperty("message").GetProperty("recipient_id").GetString());
        }

        return _events.Sum(name => body.TryGetProperty(name, out var list) ? list.GetArrayLength() : 0);
    }
}
