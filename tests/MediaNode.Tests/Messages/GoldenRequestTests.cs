using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

/// <summary>What clients of the original really send, in their own quirks; values are ours.</summary>
public sealed class GoldenRequestTests(MessagesNode messages) : IClassFixture<MessagesNode>
{
    [Theory]
    // courier
    [InlineData("""{"to":"250788000001","type":"video","video":{"id":"VIDEO","caption":"c"}}""", """{"caption":"c"}""")]
    [InlineData("""{"to":"250788000001","type":"audio","audio":{"id":"AUDIO"}}""", "{}")]
    [InlineData("""{"to":"250788000001","type":"document","document":{"id":"PDF","caption":"c","filename":"a.pdf"}}""", """{"caption":"c","filename":"a.pdf"}""")]
    [InlineData("""{"to":"250788000001","type":"text","preview_url":true,"text":{"body":"see https://example.org"}}""", """{"body":"see https://example.org"}""")]
    [InlineData(
        """{"to":"250788000001","type":"interactive","interactive":{"type":"button","body":{"text":"Well?"},"action":{"buttons":[{"type":"reply","reply":{"id":"0","title":"Yes"}}]}}}""",
        """{"type":"button","body":{"text":"Well?"},"action":{"buttons":[{"type":"reply","reply":{"id":"0","title":"Yes"}}]}}""")]
    [InlineData(
        """{"to":"250788000001","type":"template","template":{"namespace":"ns","name":"n","language":{"policy":"deterministic","code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"A"}]}]}}""",
        """{"namespace":"ns","name":"n","language":{"policy":"deterministic","code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"A"}]}]}""")]
    [InlineData(
        """{"to":"250788000001","type":"template","template":{"namespace":"ns","name":"n","language":{"policy":"deterministic","code":"en"}}}""",
        """{"namespace":"ns","name":"n","language":{"policy":"deterministic","code":"en"}}""")]
    // vumi
    [InlineData("""{"to":"27820000001","type":"document","document":{"id":"PDF","filename":"test.pdf"}}""", """{"filename":"test.pdf"}""")]
    [InlineData("""{"to":"27820000001","type":"image","image":{"id":"PICTURE","caption":"c"}}""", """{"caption":"c"}""")]
    [InlineData("""{"to":"27820000001","text":{"body":"hi"}}""", """{"body":"hi"}""")]
    [InlineData(
        """{"to":"27820000001","type":"interactive","interactive":{"type":"button","header":{"type":"image","image":{"id":"PICTURE"}},"body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}}""",
        """{"type":"button","header":{"type":"image","image":{}},"body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}""")]
    [InlineData(
        """{"to":"27820000001","type":"interactive","interactive":{"type":"button","header":{"type":"video","video":{"id":"VIDEO"}},"body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}}""",
        """{"type":"button","header":{"type":"video","video":{}},"body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}""")]
    [InlineData(
        """{"to":"27820000001","type":"interactive","interactive":{"type":"button","header":{"type":"document","document":{"id":"PDF","filename":"f.pdf"}},"body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}}""",
        """{"type":"button","header":{"type":"document","document":{"filename":"f.pdf"}},"body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}""")]
    [InlineData(
        """{"to":"27820000001","type":"interactive","interactive":{"type":"list","header":{"type":"text","text":"h"},"body":{"text":"b"},"footer":{"text":"f"},"action":{"button":"Choose","sections":[{"title":"s","rows":[{"id":"1","title":"One","description":"d"}]}]}}}""",
        """{"type":"list","header":{"type":"text","text":"h"},"body":{"text":"b"},"footer":{"text":"f"},"action":{"button":"Choose","sections":[{"title":"s","rows":[{"id":"1","title":"One","description":"d"}]}]}}""")]
    // chatwoot, Rocket.Chat
    [InlineData("""{"to":"15550001111","type":"image","image":{"id":"PICTURE","caption":null}}""", "{}")]
    [InlineData("""{"recipient_type":"individual","to":"15550001111","type":"image","image":{"id":"PICTURE","caption":"d"}}""", """{"caption":"d"}""")]
    // Meta's own collection: a parameter by itself, a header's media flat in it, numbers as texts, and what only the Cloud API knows
    [InlineData(
        """{"messaging_product":"whatsapp","context":{"message_id":"x"},"to":"15550001111","type":"template","template":{"name":"n","language":{"code":"en"},"components":[{"type":"header","parameters":{"type":"image","id":"PICTURE","caption":"c"}},{"type":"button","sub_type":"quick_reply","index":"1","parameters":[{"type":"payload","payload":"p"}]}]}}""",
        """{"name":"n","language":{"policy":"deterministic","code":"en"},"components":[{"type":"header","parameters":[{"type":"image","image":{}}]},{"type":"button","sub_type":"quick_reply","index":1,"parameters":[{"type":"payload","payload":"p"}]}]}""")]
    [InlineData(
        """{"to":"15550001111","type":"template","template":{"name":"n","language":{"code":"en"},"components":[{"type":"header","parameters":[{"type":"document","document":{"id":"PDF","filename":"t.pdf","provider":{"name":"x"}}}]},{"type":"body","parameters":[{"type":"currency","currency":{"fallback_value":"$1","code":"USD","amount_1000":"1000"}},{"type":"date_time","date_time":{"fallback_value":"today","day_of_week":5}}]}]}}""",
        """{"name":"n","language":{"policy":"deterministic","code":"en"},"components":[{"type":"header","parameters":[{"type":"document","document":{"filename":"t.pdf"}}]},{"type":"body","parameters":[{"type":"currency","currency":{"fallback_value":"$1","code":"USD","amount_1000":1000}},{"type":"date_time","date_time":{"fallback_value":"today","day_of_week":5}}]}]}""")]
    [InlineData("""{"to":15550001111,"type":"location","location":{"latitude":"37.48","longitude":-122.15,"name":"Menlo Park","address":1}}""",
        """{"latitude":37.48,"longitude":-122.15,"name":"Menlo Park","address":"1"}""")]
    // A PHP kit: arrays as objects
    [InlineData(
        """{"to":"15550001111","type":"contacts","contacts":{"0":{"name":{"formatted_name":"Ada","first_name":"Ada"},"phones":{"0":{"phone":15550002222,"type":"HOME"}},"emails":{},"org":{"company":"C"},"birthday":"1815-12-10"}}}""",
        """[{"name":{"formatted_name":"Ada","first_name":"Ada"},"phones":[{"phone":"15550002222","type":"HOME"}],"org":{"company":"C"},"birthday":"1815-12-10"}]""")]
    // Products, catalogues, flows
    [InlineData(
        """{"to":"15550001111","type":"interactive","interactive":{"type":"product","action":{"catalog_id":"1","product_retailer_id":"2"}}}""",
        """{"type":"product","action":{"catalog_id":"1","product_retailer_id":"2"}}""")]
    [InlineData(
        """{"to":"15550001111","type":"interactive","interactive":{"type":"product_list","header":{"type":"text","text":"h"},"body":{"text":"b"},"action":{"catalog_id":"1","sections":[{"title":"s","product_items":[{"product_retailer_id":"2"}]}]}}}""",
        """{"type":"product_list","header":{"type":"text","text":"h"},"body":{"text":"b"},"action":{"catalog_id":"1","sections":[{"title":"s","product_items":[{"product_retailer_id":"2"}]}]}}""")]
    [InlineData(
        """{"to":"15550001111","type":"interactive","interactive":{"type":"catalog_message","body":{"text":"b"},"action":{"name":"catalog_message"}}}""",
        """{"type":"catalog_message","body":{"text":"b"},"action":{"name":"catalog_message"}}""")]
    [InlineData(
        """{"to":"15550001111","type":"interactive","interactive":{"type":"flow","body":{"text":"b"},"action":{"name":"flow","parameters":{"flow_id":"1"}}}}""",
        """{"type":"flow","body":{"text":"b"},"action":{"name":"flow","parameters":{"flow_id":"1"}}}""")]
    public async Task A_request_of_a_real_client_is_accepted_and_its_content_goes_on(string request, string content) =>
        (await messages.ContentAsync(await WithMediaAsync(request))).ShouldBe(content);

    [Theory]
    [InlineData("""{"to":"250788000001","type":"document","document":{"link":"https://files.example/a.pdf","caption":"c","filename":"a.pdf"}}""")]
    [InlineData("""{"to":"250788000001","type":"audio","audio":{"link":"https://files.example/a.mp3"}}""")]
    [InlineData("""{"to":"15550001111","type":"image","image":{"link":"files/https://files.example/a.jpg","caption":null}}""")]
    public async Task A_link_is_refused_until_links_are_fetched(string request)
    {
        using var refused = await messages.PostAsync(request);

        (await refused.ShouldRefuseAsync(HttpStatusCode.NotImplemented, 1014)).ShouldContain(".link is an address");
    }

    [Fact]
    public async Task A_key_of_360dialog_is_taken_where_the_node_is_set_to()
    {
        var (upstream, deposits) = (new FakeUpstream(), new FakeDeposits());
        await using var node = await MessagesNode.StartAsync(upstream, deposits, settings: ["--Access:AcceptD360Header=true"]);
        var token = node.Client.DefaultRequestHeaders.Authorization!.Parameter!;
        node.Client.DefaultRequestHeaders.Authorization = null;

        using var accepted = await node.SendAsync(
            HttpMethod.Post, "/v1/messages/", """{"to":"15550001111","text":{"body":"hi"}}"""u8.ToArray(), headers: ("D360-API-KEY", token));

        accepted.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private async Task<string> WithMediaAsync(string request)
    {
        foreach (var (name, bytes, type) in ((string, byte[], string)[])
            [("PICTURE", MessagesNode.Picture, "image/png"), ("PDF", MessagesNode.Pdf, "application/pdf"), ("VIDEO", [1], "video/mp4"), ("AUDIO", [1], "audio/mpeg")])
        {
            if (request.Contains($"\"{name}\"", StringComparison.Ordinal))
            {
                request = request.Replace($"\"{name}\"", $"\"{await messages.Node.UploadAsync(bytes, type)}\"", StringComparison.Ordinal);
            }
        }

        return request;
    }
}
