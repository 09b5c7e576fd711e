using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>The schema is what the node publishes, and it refuses what known receivers would refuse.</summary>
public sealed class SchemaTests
{
    private const string Status = """
        {"statuses":[{"id":"gBEG","recipient_id":"15550001111","status":"delivered","timestamp":"1700000100","type":"message","message":{"recipient_id":"15550001111"}}]}
        """;

    private const string Failed = """
        {"statuses":[{"id":"gBEG","recipient_id":"1","status":"failed","timestamp":"1700000100","type":"message","message":{"recipient_id":"1"},
          "errors":[{"code":1014,"title":"Internal error","details":"because"}]}]}
        """;

    private const string Billed = """
        {"statuses":[{"id":"gBEG","recipient_id":"1","status":"sent","timestamp":"1700000100","type":"message","message":{"recipient_id":"1"},
          "conversation":{"id":"c7f1","expiration_timestamp":1700086400,"origin":{"type":"user_initiated"}},
          "pricing":{"pricing_model":"CBP","billable":true,"category":"user_initiated"}}]}
        """;

    private const string Text = """
        {"contacts":[{"profile":{"name":"Ada"},"wa_id":"1"}],"messages":[{"from":"1","id":"ABGG","timestamp":"1700000000","type":"text","text":{"body":"hi"}}]}
        """;

    private const string Image = """
        {"contacts":[{"profile":{},"wa_id":"1"}],"messages":[{"from":"1","id":"ABGG","timestamp":"1700000000","type":"image","image":{
          "id":"b1c68f38-8734-4ad3-b4a1-ef0c10d683aa","mime_type":"image/jpeg","sha256":"29ed500fa64eb55fc19dc4124acb300e5dcc54a0f822a301ae99944db6c5b0d3",
          "caption":"look","file":"/data/media/incoming/b1c68f38-8734-4ad3-b4a1-ef0c10d683aa"}}]}
        """;

    private const string Undownloaded = """
        {"contacts":[{"profile":{},"wa_id":"1"}],"messages":[{"from":"1","id":"ABGG","timestamp":"1700000000","type":"video","video":{
          "mime_type":"video/mp4","sha256":"29ed500fa64eb55fc19dc4124acb300e5dcc54a0f822a301ae99944db6c5b0d3","status":"undownloaded"},
          "errors":[{"code":400,"title":"Media download error","details":"Failed to download the media from the sender."}]}]}
        """;

    private const string Unknown = """
        {"contacts":[{"profile":{},"wa_id":"1"}],"messages":[{"from":"1","id":"ABGG","timestamp":"1700000000","type":"unknown",
          "errors":[{"code":501,"title":"Unknown message type","details":"Message type is not currently supported"}]}]}
        """;

    [Theory]
    [InlineData(Status)]
    [InlineData(Failed)]
    [InlineData(Billed)]
    [InlineData(Text)]
    [InlineData(Image)]
    [InlineData(Undownloaded)]
    [InlineData(Unknown)]
    [InlineData("""{"errors":[{"code":1015,"title":"Too many requests","details":"…"}]}""")]
    [InlineData("""{"services":[{"media":{"gc":{"items_deleted":5,"status":"complete"}}}]}""")]
    [InlineData("""{"services":[{"media":{"gc":{"items_deleted":0,"status":"failed","errors":[{"code":1014,"details":"Failed to fetch media to delete"}]}}}]}""")]
    [InlineData("""{"media_items":[{"type":"image","image":{"id":"b1c68f38-8734-4ad3-b4a1-ef0c10d683aa","status":"downloaded"}}]}""")]
    public void What_the_original_tells_is_in_it(string body) => SchemaProcess.WhyNot(Parse(body)).ShouldBeNull();

    [Theory]
    [InlineData(Status, "statuses[0].timestamp", "1700000100")]
    [InlineData(Status, "statuses[0].timestamp", "\"soon\"")]
    [InlineData(Status, "statuses[0].status", "\"warning\"")]
    [InlineData(Status, "statuses[0].recipient_id", "15550001111")]
    [InlineData(Status, "statuses[0].id", null)]
    [InlineData(Status, "statuses[0].message", null)]
    [InlineData(Status, "statuses[0].odd", "1")]
    [InlineData(Status, "statuses[0].errors", """[{"code":1,"title":"t"}]""")]
    [InlineData(Status, "statuses", "[]")]
    [InlineData(Status, "entry", "[]")]
    [InlineData(Status, "errors", """[{"code":1,"title":"t"}]""")]
    [InlineData(Failed, "statuses[0].errors", null)]
    [InlineData(Failed, "statuses[0].errors[0].code", "\"1014\"")]
    [InlineData(Failed, "statuses[0].errors[0].details", "null")]
    [InlineData(Billed, "statuses[0].pricing.pricing_model", "\"NBP\"")]
    [InlineData(Text, "contacts", null)]
    [InlineData(Text, "contacts[0].profile", null)]
    [InlineData(Text, "messages[0].timestamp", "1700000000")]
    [InlineData(Text, "messages[0].text", null)]
    [InlineData(Text, "messages[0].text.body", "1")]
    [InlineData(Text, "messages[0].type", "\"novel\"")]
    [InlineData(Text, "messages[0].image", "{}")]
    [InlineData(Image, "messages[0].image.id", null)]
    [InlineData(Image, "messages[0].image.id", "\"../../etc/passwd\"")]
    [InlineData(Image, "messages[0].image.sha256", "\"Ke1QD6ZOtV/BncQSSsswDlrMVKD4IqMBrpmURNtsWw0=\"")]
    [InlineData(Image, "messages[0].image.status", "\"undownloaded\"")]
    [InlineData(Undownloaded, "messages[0].video.status", null)]
    [InlineData(Unknown, "messages[0].errors", null)]
    [InlineData(Unknown, "messages[0].unknown", "{}")]
    public void What_a_strict_receiver_would_refuse_for_ever_is_not(string body, string path, string? value)
    {
        var tree = JsonNode.Parse(body)!;
        Put(tree, path, value);

        SchemaProcess.WhyNot(Parse(tree.ToJsonString())).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_node_gives_it_to_anybody()
    {
        await using var node = await TestNode.StartAsync();
        using var client = node.NewClient();

        using var answer = await client.GetAsync(new Uri("/api/webhooks/schema.json", UriKind.Relative));

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/schema+json");
        (await answer.Content.ReadAsStringAsync()).ShouldBe(await File.ReadAllTextAsync(Repository.File("src", "MediaNode", "Webhooks", "schema.json")));
    }

    private static void Put(JsonNode tree, string path, string? value)
    {
        var steps = path.Split('.', '[').Select(step => step.TrimEnd(']')).ToList();
        var at = tree;
        foreach (var step in steps.SkipLast(1))
        {
            at = int.TryParse(step, out var index) ? at[index]! : at[step]!;
        }

        if (value is null)
        {
            at.AsObject().Remove(steps[^1]).ShouldBeTrue(path);
        }
        else
        {
            at[steps[^1]] = JsonNode.Parse(value);
        }
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
