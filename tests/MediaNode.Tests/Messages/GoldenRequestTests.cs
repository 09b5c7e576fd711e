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
    // courier, whose audio is followed by its caption as a text
    [InlineData("""{"to":"250788000001","type":"document","document":{"link":"https://files.example/a.pdf","caption":"c","filename":"a.pdf"}}""",
        """{"caption":"c","filename":"a.pdf"}""", "document")]
    [InlineData("""{"to":"250788000001","type":"audio","audio":{"link":"https://files.example/a.mp3"}}""", "{}", "audio")]
    // chatwoot
    [InlineData("""{"to":"15550001111","type":"image","image":{"link":"https://files.example/a.jpg?X-Amz-Signature=s","caption":null}}""", "{}", "image")]
    [InlineData("""{"to":"15550001111","type":"image","image":{"link":"https://files.example/a b.jpg","caption":"c"}}""", """{"caption":"c"}""", "image")]
    [InlineData("""{"to":"15550001111","type":"document","document":{"link":"https://files.example/a.pdf","caption":"c","filename":"a.pdf"}}""",
        """{"caption":"c","filename":"a.pdf"}""", "document")]
    // Meta's own collection: a provider, its oldest form, and headers
    [InlineData("""{"to":"15550001111","type":"image","image":{"link":"https://files.example/a.jpg","provider":{"name":"files"}}}""", "{}", "image")]
    [InlineData("""{"to":"15550001111","type":"sticker","sticker":{"link":"files/https://files.example/a.webp"}}""", "{}", "sticker")]
    [InlineData(
        """{"to":"15550001111","type":"template","template":{"name":"n","language":{"code":"en"},"components":[{"type":"header","parameters":{"type":"image","link":"https://files.example/a.jpg","provider":"files"}}]}}""",
        """{"name":"n","language":{"policy":"deterministic","code":"en"},"components":[{"type":"header","parameters":[{"type":"image","image":{}}]}]}""", "image")]
    [InlineData(
        """{"to":"15550001111","type":"template","template":{"name":"n","language":{"code":"en"},"components":[{"type":"header","parameters":[{"type":"video","video":{"link":"https://files.example/a.mp4"}}]}]}}""",
        """{"name":"n","language":{"policy":"deterministic","code":"en"},"components":[{"type":"header","parameters":[{"type":"video","video":{}}]}]}""", "video")]
    [InlineData(
        """{"to":"15550001111","type":"interactive","interactive":{"type":"button","header":{"type":"document","document":{"link":"https://files.example/a.pdf","filename":"f.pdf"}},"body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}}""",
        """{"type":"button","header":{"type":"document","document":{"filename":"f.pdf"}},"body":{"text":"b"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"One"}}]}}""", "document")]
    public async Task A_link_is_accepted_before_anybody_looked_behind_it(string request, string content, string kind)
    {
        using var set = await messages.Node.SendJsonAsync(
            HttpMethod.Post, "/v1/settings/application/media/providers", """[{"name":"files","type":"www","config":{"bearer":"t"}}]""");
        set.StatusCode.ShouldBe(HttpStatusCode.OK);

        var id = await messages.AcceptedAsync(request);
        using var text = await messages.PostAsync("""{"to":"250788000001","type":"text","text":{"body":"c"}}""");
        text.StatusCode.ShouldBe(HttpStatusCode.Created);

        var message = await messages.ShowAsync(id);
        message.GetProperty("content").GetRawText().ShouldBe(content);
        message.GetProperty("kind").GetString().ShouldBe(kind);
        message.TryGetProperty("media_id", out _).ShouldBeFalse();
        var link = message.GetProperty("link");
        link.GetProperty("state").GetString().ShouldBe("waiting");
        link.GetProperty("url").GetString()!.ShouldStartWith("https://files.example/a");
        link.GetRawText().ShouldNotContain("Signature");
        message.GetProperty("waiting_for").GetString()!.ShouldStartWith("the link https://files.example/a");
    }

    [Theory]
    [InlineData("image/jpeg", false)] // courier: the type that it sniffed
    [InlineData("audio/ogg; codecs=opus", true)] // vumi: chunked, the type copied from the origin
    public async Task An_upload_is_answered_with_an_id(string type, bool chunked)
    {
        using var answer = await messages.Node.PostMediaAsync([1, 2, 3], type, chunked);

        ((int)answer.StatusCode).ShouldBe(201);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        Guid.TryParse((await answer.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString(), out _).ShouldBeTrue();
    }

    [Fact]
    public async Task WABA360Dialog_uploads_and_reads_the_heads_of_what_it_fetches()
    {
        var id = await messages.Node.UploadAsync(MessagesNode.Pdf, "application/pdf");

        using var fetched = await messages.Node.GetAsync($"/v1/media/{id}");

        fetched.StatusCode.ShouldBe(HttpStatusCode.OK);
        fetched.Content.Headers.ContentType!.ToString().ShouldBe("application/pdf");
        fetched.Content.Headers.ContentLength.ShouldBe(MessagesNode.Pdf.Length);
        fetched.Content.Headers.ContentDisposition.ShouldNotBeNull();
        (await fetched.Content.ReadAsByteArrayAsync()).ShouldBe(MessagesNode.Pdf);
    }

    [Theory]
    [InlineData("""{"blocking":"wait","contacts":["+250788000001"],"force_check":true}""", "250788000001")] // courier
    [InlineData("""{"blocking":"wait","contacts":["+27820000001"]}""", "27820000001")] // vumi
    public async Task A_contact_is_told_with_its_wa_id(string request, string waId)
    {
        using var answer = await messages.Node.SendJsonAsync(HttpMethod.Post, "/v1/contacts", request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var contact = (await answer.JsonAsync()).GetProperty("contacts")[0];
        contact.GetProperty("status").GetString().ShouldBe("valid");
        contact.GetProperty("wa_id").GetString().ShouldBe(waId);
    }

    [Fact]
    public async Task Rocket_Chat_marks_a_message_as_read()
    {
        messages.Upstream.Inbound.Add("ABGGgolden");

        using var marked = await messages.Node.SendJsonAsync(HttpMethod.Put, "/v1/messages/ABGGgolden", """{"status":"read"}""");

        marked.IsSuccessStatusCode.ShouldBeTrue();
        messages.Upstream.MarkedRead.ShouldContain("ABGGgolden");
    }

    [Fact]
    public async Task RapidPro_sets_a_channel_up_and_expects_200_throughout()
    {
        await using var node = await MessagesNode.StartAsync(new FakeUpstream(), new FakeDeposits());
        using var login = await node.PostLoginAsync("admin", TestNode.Password);
        using var hook = await node.SendJsonAsync(HttpMethod.Patch, "/v1/settings/application", """{"webhooks":{"url":"https://textit.example/c/wa/7/receive"}}""");
        using var rates = await node.SendJsonAsync(
            HttpMethod.Patch, "/v1/settings/application", """{"messaging_api_rate_limit":["15","54600","1000000"],"unique_message_sends_rate_limit":{"1":"50"},"contacts_api_rate_limit":"15"}""");
        using var health = await node.GetAsync("/v1/health");

        ((int)login.StatusCode).ShouldBe(200);
        ((int)hook.StatusCode).ShouldBe(200);
        ((int)rates.StatusCode).ShouldBe(200);
        ((int)health.StatusCode).ShouldBeLessThan(400);
    }

    [Fact]
    public async Task Courier_is_told_of_an_unusable_token_in_the_words_that_it_looks_for()
    {
        using var refused = await messages.Node.SendAsync(
            HttpMethod.Post, "/v1/media", MessagesNode.Picture, headers: [("Content-Type", "image/png"), ("Authorization", "Bearer none")]);

        await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
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
