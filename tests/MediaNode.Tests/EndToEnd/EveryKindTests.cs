using System.Net;
using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>Uploaded, sent, and seen on a phone: every kind, and what has no media.</summary>
public sealed class EveryKindTests(SimulatedNode shared) : IClassFixture<SimulatedNode>
{
    private TestNode Node => shared.Node;

    private TestSimulator Simulator => Node.Simulator!;

    [Theory]
    [InlineData("plain.jpg", "image/jpeg", "image", "image", """ , "caption":"look" """, "15550100001")]
    [InlineData("transparent.png", "image/png", "image", "image", "", "15550100002")]
    [InlineData("conforming.mp4", "video/mp4", "video", "video", """ , "caption":"watch" """, "15550100003")]
    [InlineData("high-b-frames.mp4", "video/mp4", "video", "video", "", "15550100004")]
    [InlineData("mono.mp3", "audio/mpeg", "audio", "audio", "", "15550100005")]
    [InlineData("mono.opus", "audio/ogg; codecs=opus", "audio", "voice", "", "15550100006")]
    [InlineData("sticker.webp", "image/webp", "sticker", "sticker", "", "15550100007")]
    [InlineData("one-page.pdf", "application/pdf", "document", "document", """ , "caption":"the bill", "filename":"bill.pdf" """, "15550100008")]
    [InlineData("table.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document", "document", """ , "filename":"t.xlsx" """, "15550100009")]
    public async Task A_media_is_seen_on_the_phone_as_it_was_made_to_fit(string file, string type, string sentAs, string kind, string more, string phone)
    {
        var media = await Node.Client.UploadSampleAsync(file, type);

        var id = await Node.Client.SendMessageAsync(phone, sentAs, $$"""{"id":"{{media}}"{{more}}}""");
        var message = await Simulator.ArrivalAsync(phone, id, "downloaded");

        var seen = await Simulator.ContentAsync(phone, id);
        seen.ShouldBe(await Node.Client.RenditionAsync(media, kind));
        var told = message.GetProperty("media");
        told.GetProperty("kind").GetString().ShouldBe(kind);
        told.GetProperty("file_length").GetInt64().ShouldBe(seen.Length);
        told.GetProperty("file_sha256").GetBytesFromBase64().ShouldBe(SHA256.HashData(seen));
        told.TryGetProperty("streaming_sidecar", out _).ShouldBe(kind is "video" or "audio");
        await TestSimulator.UntilAsync(
            async () => (await Node.Client.LedgerAsync(media))[0].GetProperty("downloaded_at").ValueKind == System.Text.Json.JsonValueKind.String, () => "the ledger knows of the download");
        (await Node.Client.MessageAsync(id)).GetProperty("status").GetString().ShouldBe("delivered");
    }

    [Theory]
    [InlineData("text", """{"body":"hello"}""", "15550100021")]
    [InlineData("location", """{"latitude":"52.5","longitude":13.4,"name":"here"}""", "15550100022")]
    [InlineData("contacts", """[{"name":{"formatted_name":"Ada"},"phones":[{"phone":"+1 555 000 1111"}]}]""", "15550100023")]
    [InlineData("interactive", """{"type":"button","body":{"text":"ok?"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"Yes"}}]}}""", "15550100024")]
    [InlineData("template", """{"namespace":"n","name":"t","language":{"policy":"deterministic","code":"en"}}""", "15550100025")]
    public async Task What_has_no_media_arrives(string type, string content, string phone)
    {
        var id = await Node.Client.SendMessageAsync(phone, type, content);

        (await Simulator.ArrivalAsync(phone, id)).GetProperty("type").GetString().ShouldBe(type);
        await Node.Client.MessageOnceAsync(id, "delivered");
    }

    [Theory]
    [InlineData("template", """{"name":"t","language":{"policy":"deterministic","code":"en"},"components":[{"type":"header","parameters":[{"type":"image","image":{"id":"ID"}}]}]}""", "15550100031")]
    [InlineData("interactive", """{"type":"button","header":{"type":"image","image":{"id":"ID"}},"body":{"text":"ok?"},"action":{"buttons":[{"type":"reply","reply":{"id":"1","title":"Yes"}}]}}""", "15550100032")]
    public async Task The_media_of_a_header_is_sent_along(string type, string content, string phone)
    {
        var media = await Node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");

        var id = await Node.Client.SendMessageAsync(phone, type, content.Replace("ID", media, StringComparison.Ordinal));

        await Simulator.ArrivalAsync(phone, id, "downloaded");
        (await Simulator.ContentAsync(phone, id)).ShouldBe(await Node.Client.RenditionAsync(media, "image"));
    }

    [Fact]
    public async Task The_gateway_is_connected()
    {
        await TestSimulator.UntilAsync(
            async () =>
            {
                using var health = await Node.GetAsync("/v1/health");
                return (await health.JsonAsync()).GetProperty("health").GetProperty("gateway_status").GetString() == "connected";
            },
            () => "the gateway connected");
    }

    [Fact]
    public async Task A_user_reads_and_the_business_learns_it()
    {
        const string Phone = "15550100041";
        var id = await Node.Client.SendTextAsync(Phone, "hello");
        await Simulator.ArrivalAsync(Phone, id);

        await Simulator.PostAsync($"/sim/phones/{Phone}/messages/{id}/read");

        await Node.Client.MessageOnceAsync(id, "read");
    }

    [Fact]
    public async Task A_user_writes_and_the_business_marks_it_as_read()
    {
        const string Phone = "15550100042";
        await Simulator.ArrivalAsync(Phone, await Node.Client.SendTextAsync(Phone, "hello"));
        var id = (await Simulator.PostAsync($"/sim/phones/{Phone}/send?type=text", """{"body":"hi"}""")).GetProperty("id").GetString();

        using var read = await Node.SendJsonAsync(HttpMethod.Put, $"/v1/messages/{id}", """{"status":"read"}""");

        read.StatusCode.ShouldBe(HttpStatusCode.OK, await read.Content.ReadAsStringAsync());
        (await Simulator.MessagesOfAsync(Phone)).Single(message => message.GetProperty("id").GetString() == id).GetProperty("status").GetString().ShouldBe("read");
        using var unknown = await Node.SendJsonAsync(HttpMethod.Put, "/v1/messages/ABGGnobody", """{"status":"read"}""");
        await unknown.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);
    }

    [Fact]
    public async Task A_media_that_cannot_be_made_to_fit_fails_its_message_with_words()
    {
        var media = await Node.Client.UploadSampleAsync("truncated.mp4", "video/mp4");

        var id = await Node.Client.SendMessageAsync("15550100051", "video", $$"""{"id":"{{media}}"}""");

        var error = (await Node.Client.MessageOnceAsync(id, "failed")).GetProperty("errors")[0];
        error.GetProperty("code").GetInt32().ShouldBe(1014);
        error.GetProperty("details").GetString().ShouldNotBeNullOrEmpty();
    }
}
