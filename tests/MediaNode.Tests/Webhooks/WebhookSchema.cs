using System.Text.Json;
using Shouldly;

namespace MediaNode.Tests.Webhooks;

/// <summary>What strict receivers check a body for: which members there are, of which type, and no others.</summary>
internal static class WebhookSchema
{
    private static readonly string[] _statuses = ["sent", "delivered", "read", "failed"];

    /// <returns>How many events the body tells of.</returns>
    public static int Check(JsonElement body)
    {
        if (body.TryGetProperty("statuses", out var statuses))
        {
            Members(body).ShouldBe(["statuses"]);
            statuses.EnumerateArray().ToList().ForEach(CheckStatus);
            return Bounded(statuses);
        }

        Members(body).ShouldBe(["contacts", "messages"]);
        var contacts = body.GetProperty("contacts").EnumerateArray().ToList();
        contacts.ForEach(contact =>
        {
            Members(contact).ShouldBe(["profile", "wa_id"]);
            contact.GetProperty("profile").ValueKind.ShouldBe(JsonValueKind.Object);
        });
        var messages = body.GetProperty("messages").EnumerateArray().ToList();
        messages.ForEach(CheckMessage);
        contacts.Select(contact => Text(contact, "wa_id")).ShouldBe(messages.Select(message => Text(message, "from")).Distinct());
        return Bounded(body.GetProperty("messages"));
    }

    private static void CheckStatus(JsonElement status)
    {
        var failed = Text(status, "status") == "failed";
        Members(status).ShouldBe(["id", "recipient_id", "status", "timestamp", "type", "message", .. failed ? ["errors"] : (string[])[]]);
        Text(status, "id").ShouldNotBeEmpty();
        Text(status, "recipient_id").ShouldAllBe(digit => char.IsAsciiDigit(digit));
        Text(status.GetProperty("message"), "recipient_id").ShouldBe(Text(status, "recipient_id"));
        _statuses.ShouldContain(Text(status, "status"));
        Text(status, "type").ShouldBe("message");
        long.Parse(Text(status, "timestamp"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 9_999_999_999);
        if (failed)
        {
            var error = status.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
            Members(error).Except(["code", "title", "details"]).ShouldBeEmpty();
            error.GetProperty("code").ValueKind.ShouldBe(JsonValueKind.Number);
            Text(error, "title").ShouldNotBeEmpty();
        }
    }

    private static void CheckMessage(JsonElement message)
    {
        Members(message).ShouldBe(["from", "id", "timestamp", "type", Text(message, "type")]);
        long.Parse(Text(message, "timestamp"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 9_999_999_999);
        Text(message.GetProperty("text"), "body").ShouldNotBeNull();
    }

    private static int Bounded(JsonElement list)
    {
        list.GetArrayLength().ShouldBeInRange(1, 50);
        return list.GetArrayLength();
    }

    private static IEnumerable<string> Members(JsonElement element) => element.EnumerateObject().Select(member => member.Name);

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
