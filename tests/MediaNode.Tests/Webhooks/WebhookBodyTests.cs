using System.Text;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>Bodies as the On-Premises API has them: flat, times as text, and bounded.</summary>
public sealed class WebhookBodyTests
{
    [Fact]
    public void A_status_is_told_as_the_original_tells_it()
    {
        var (body, _) = Form(Status(1, "15550001111", "delivered"));

        body.ShouldBe("""
            {"statuses":[{"id":"m1","recipient_id":"15550001111","status":"delivered","timestamp":"1700000100","type":"message","message":{"recipient_id":"15550001111"}}]}
            """.Trim());
    }

    [Fact]
    public void A_failure_says_why_and_has_no_details_when_there_are_none()
    {
        var (body, _) = Form(
            Status(1, "1", "failed") with { Content = """{"code":1014,"title":"Internal error","details":"because\n\u00fc"}""" },
            Status(2, "1", "failed") with { Content = """{"code":470,"title":"Re-engagement message","details":null}""" });

        var statuses = Parse(body).GetProperty("statuses");
        statuses[0].GetProperty("errors").GetRawText().ShouldBe("""[{"code":1014,"title":"Internal error","details":"because\nü"}]""");
        statuses[1].GetProperty("errors").GetRawText().ShouldBe("""[{"code":470,"title":"Re-engagement message"}]""");
    }

    [Fact]
    public void A_users_texts_come_with_their_contacts_each_once()
    {
        var (body, _) = Form(Text(1, "1", "Ada"), Text(2, "2", null), Text(3, "1", "Ada L."));

        body.ShouldBe("""
            {"contacts":[{"profile":{"name":"Ada L."},"wa_id":"1"},{"profile":{},"wa_id":"2"}],"messages":[{"from":"1","id":"m1","timestamp":"1700000100","type":"text","text":{"body":"hi"}},{"from":"2","id":"m2","timestamp":"1700000100","type":"text","text":{"body":"hi"}},{"from":"1","id":"m3","timestamp":"1700000100","type":"text","text":{"body":"hi"}}]}
            """.Trim());
        WebhookSchema.Check(Parse(body));
    }

    [Fact]
    public void Statuses_and_messages_are_not_in_one_body_and_a_users_order_is_kept_all_the_same()
    {
        var (body, taken) = Form(Status(1, "1", "sent"), Text(2, "2", "Bo"), Status(3, "2", "sent"), Status(4, "3", "sent"), Text(5, "1", "Ada"));

        taken.ShouldBe([1, 4]);
        WebhookSchema.Check(Parse(body));
    }

    [Fact]
    public void A_body_has_so_many_events_and_no_more()
    {
        var events = Enumerable.Range(1, 80).Select(number => Status(number, $"{number}", "read")).ToList();

        WebhookBody.Form(events, 50).Events.Count.ShouldBe(50);
        WebhookBody.Form(events, 1).Events.Count.ShouldBe(1);
    }

    [Fact]
    public void A_body_has_so_many_bytes_and_no_more_unless_one_event_has_them_alone()
    {
        var large = $$"""{"body":"{{new string('x', 60_000)}}"}""";
        var events = Enumerable.Range(1, 10).Select(number => Text(number, $"{number}", "\u0001\u0002") with { Content = large }).ToList();

        var formed = WebhookBody.Form(events, 50);
        formed.Events.Count.ShouldBe(4);
        formed.Body.Length.ShouldBeLessThanOrEqualTo(WebhookBody.MostBytes);

        var service = new WebhookEvent { Seq = 1, Kind = (long)WebhookEventKind.Service, Content = $$"""{"a":"{{new string('x', 300_000)}}"}""" };
        var alone = WebhookBody.Form([service, service with { Seq = 2, Content = "{}" }], 50);
        alone.Events.Count.ShouldBe(1);
    }

    private static WebhookEvent Status(long seq, string contact, string status) => new()
    {
        Seq = seq,
        Contact = contact,
        Kind = (long)WebhookEventKind.Status,
        Subject = $"m{seq}",
        Name = status,
        At = 1_700_000_100_999,
    };

    private static WebhookEvent Text(long seq, string contact, string? profile) => new()
    {
        Seq = seq,
        Contact = contact,
        Kind = (long)WebhookEventKind.Message,
        Subject = $"m{seq}",
        Name = "text",
        At = 1_700_000_100_000,
        Profile = profile,
        Content = """{"body":"hi"}""",
    };

    private static (string Body, IEnumerable<long> Taken) Form(params WebhookEvent[] events)
    {
        var formed = WebhookBody.Form(events, 50);
        return (Encoding.UTF8.GetString(formed.Body), formed.Events.Select(taken => taken.Seq));
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
