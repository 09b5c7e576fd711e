using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>Users send more than texts, and their phones more than is good: whatever it is, the receiver gets what it can read, and what follows.</summary>
public sealed class UserMessageTests
{
    private const string Unsupported = """[{"code":501,"title":"Unknown message type","details":"Message type is not currently supported"}]""";

    private static readonly MessageError _error = new(400, "Media download error", "Failed to download the media from the sender.");

    [Theory]
    [InlineData("text", """{"body":"hi \ud83d\ude00"}""")]
    [InlineData("location", """{"latitude":52.5,"longitude":-13.4,"name":"here","address":"there","url":"https://example.com"}""")]
    [InlineData("contacts", """[{"name":{"formatted_name":"Bo"},"phones":[{"phone":"+1 555 000 1111"}]}]""")]
    [InlineData("contacts", "[]")]
    [InlineData("button", """{"text":"Yes","payload":null}""")]
    [InlineData("button", """{"text":"Yes","payload":"yes"}""")]
    [InlineData("interactive", """{"type":"button_reply","button_reply":{"id":"1","title":"Yes"}}""")]
    [InlineData("interactive", """{"type":"list_reply","list_reply":{"id":"1","title":"Yes","description":"of course"}}""")]
    [InlineData("interactive", """{"type":"nfm_reply","nfm_reply":{"response_json":"{}"}}""")]
    [InlineData("order", """{"catalog_id":"1","text":"please","product_items":[{"product_retailer_id":"a","quantity":1}]}""")]
    [InlineData("system", """{"body":"Ada changed her number","type":"user_changed_number","new_wa_id":"15550001112"}""")]
    public async Task Every_type_without_a_media_is_told_as_it_came(string type, string content)
    {
        var message = await ToldAsync(type, content);

        message.GetProperty("type").GetString().ShouldBe(type);
        message.GetProperty(type).GetRawText().ShouldBe(content);
        message.TryGetProperty("errors", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("unknown", "{}", "unknown")]
    [InlineData("ephemeral", "{}", "ephemeral")]
    [InlineData("reaction", """{"emoji":"x"}""", "unknown")]
    [InlineData("from", """{"body":"hi"}""", "unknown")]
    [InlineData("", "{}", "unknown")]
    [InlineData("text", "{", "unknown")]
    [InlineData("text", "", "unknown")]
    [InlineData("text", "null", "unknown")]
    [InlineData("text", "{}", "unknown")]
    [InlineData("text", """{"body":1}""", "unknown")]
    [InlineData("text", """{"body":"a","body":1}""", "unknown")]
    [InlineData("text", """{"body":"\ud83d"}""", "unknown")]
    [InlineData("text", """{"body":"a","\udc00":1}""", "unknown")]
    [InlineData("text", """{"body":"a"} {"body":"b"}""", "unknown")]
    [InlineData("contacts", "{}", "unknown")]
    [InlineData("contacts", "[1]", "unknown")]
    [InlineData("location", """{"latitude":"52.5","longitude":0}""", "unknown")]
    [InlineData("location", """{"latitude":1,"longitude":0,"name":null}""", "unknown")]
    [InlineData("button", """{"payload":"yes"}""", "unknown")]
    [InlineData("interactive", """{"type":"\ud83d"}""", "unknown")]
    [InlineData("interactive", """{"type":"list_reply","button_reply":{"id":"1","title":"Yes"}}""", "unknown")]
    [InlineData("interactive", """{"type":"list_reply","list_reply":{"id":1,"title":"Yes"}}""", "unknown")]
    [InlineData("order", """{"product_items":[1]}""", "unknown")]
    [InlineData("system", """{"body":"a"}""", "unknown")]
    public async Task What_has_not_the_form_of_its_type_is_told_as_unknown(string type, string content, string told)
    {
        var message = await ToldAsync(type, content);

        message.GetProperty("type").GetString().ShouldBe(told);
        message.GetProperty("errors").GetRawText().ShouldBe(Unsupported);
        message.EnumerateObject().Select(member => member.Name).ShouldBe(["from", "id", "timestamp", "type", "errors"]);
    }

    [Fact]
    public async Task What_is_too_large_or_too_deep_is_told_as_unknown()
    {
        var large = $$"""{"body":"{{new string('x', UserContent.MostBytes)}}"}""";
        (await ToldAsync("text", large)).GetProperty("type").GetString().ShouldBe("unknown");
        var deep = $$"""{"product_items":[{"a":{{string.Concat(Enumerable.Repeat("[", 40))}}{{string.Concat(Enumerable.Repeat("]", 40))}}}]}""";
        (await ToldAsync("order", deep)).GetProperty("type").GetString().ShouldBe("unknown");
        var just = $$"""{"body":"{{new string('x', UserContent.MostBytes - 20)}}"}""";
        (await ToldAsync("text", just)).GetProperty("type").GetString().ShouldBe("text");
    }

    [Fact]
    public async Task A_media_is_told_when_it_is_ready_and_its_trouble_beside_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        const string digest = "29ed500fa64eb55fc19dc4124acb300e5dcc54a0f822a301ae99944db6c5b0d3";
        var row = new InboundRow("in", "1", "Ada", "image", "{}", node.Clock.GetUtcNow());

        await node.InboundAsync(row);
        await node.TellAsync((events, connection) =>
        {
            events.OfMessage(connection, row with { Id = "here" }, $$"""{"id":"b1c68f38-8734-4ad3-b4a1-ef0c10d683aa","mime_type":"image/jpeg","sha256":"{{digest}}"}""", null);
            events.OfMessage(connection, row with { Id = "gone" }, $$"""{"mime_type":"image/jpeg","sha256":"{{digest}}","status":"undownloaded"}""", _error);
        });

        await receiver.ToldAsync(2);
        receiver.Told.ShouldBe(["image here", "image gone"]);
        var messages = receiver.All.SelectMany(one => one.Json.GetProperty("messages").EnumerateArray()).ToList();
        messages[0].TryGetProperty("errors", out _).ShouldBeFalse();
        messages[1].GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBe(400);
        messages[1].GetProperty("errors")[0].GetProperty("details").GetString().ShouldBe(_error.Details);
    }

    [Fact]
    public async Task Errors_services_and_media_items_have_bodies_of_their_own()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, ["--Webhooks:MostEvents=50"]);
        const string service = """{"media":{"gc":{"items_deleted":5,"status":"complete"}}}""";
        const string item = """{"type":"image","image":{"id":"b1c68f38-8734-4ad3-b4a1-ef0c10d683aa","status":"downloaded"}}""";

        await node.TellAsync((events, connection) =>
        {
            events.OfError(connection, new MessageError(1015, "Too many requests", null));
            events.OfError(connection, _error);
            events.OfService(connection, service);
            events.OfMediaItem(connection, "15550001111", "b1c68f38-8734-4ad3-b4a1-ef0c10d683aa", item);
        });

        await node.WaitingAsync(0);
        var bodies = receiver.All.Select(one => System.Text.Encoding.UTF8.GetString(one.Body)).ToList();
        bodies.ShouldBe(
            [
                """{"errors":[{"code":1015,"title":"Too many requests"},{"code":400,"title":"Media download error","details":"Failed to download the media from the sender."}]}""",
                $$"""{"services":[{{service}}]}""",
                $$"""{"media_items":[{{item}}]}""",
            ],
            ignoreOrder: true);
        await Should.ThrowAsync<JsonException>(() => node.TellAsync((events, connection) => events.OfService(connection, "{")));
    }

    private static async Task<JsonElement> ToldAsync(string type, string content)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);

        await node.InboundAsync(new InboundRow("odd", "1", "Ada", type, content, node.Clock.GetUtcNow()));
        await node.WriteAsync(("next", "1"));

        await receiver.ToldAsync(2);
        receiver.Told[1].ShouldBe("text next");
        return receiver.All[0].Json.GetProperty("messages")[0];
    }
}
