using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using MediaNode.Tests.EndToEnd;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>A user sends, the business is told, and has the very bytes: every kind.</summary>
public sealed class EveryIncomingKindTests(IncomingNode node) : IClassFixture<IncomingNode>
{
    [Theory]
    [InlineData("image", "plain.jpg", "image/jpeg", "&caption=look", "15550900001")]
    [InlineData("video", "conforming.mp4", "video/mp4", "&caption=watch", "15550900002")]
    [InlineData("audio", "mono.mp3", "audio/mpeg", "", "15550900003")]
    [InlineData("voice", "mono.opus", "audio/ogg; codecs=opus", "", "15550900004")]
    [InlineData("document", "one-page.pdf", "application/pdf", "&caption=bill&filename=bill.pdf", "15550900005")]
    [InlineData("sticker", "sticker.webp", "image/webp", "", "15550900006")]
    public async Task A_media_is_told_once_it_is_here_and_is_the_very_bytes(string kind, string file, string type, string more, string phone)
    {
        var bytes = await File.ReadAllBytesAsync(await SampleFiles.PathAsync(file), TestContext.Current.CancellationToken);

        var id = await node.SendAsync(phone, $"type={kind}{more}", bytes, type);
        var message = await node.ToldAsync(id);

        message.GetProperty("from").GetString().ShouldBe(phone);
        message.GetProperty("type").GetString().ShouldBe(kind);
        message.TryGetProperty("errors", out _).ShouldBeFalse();
        var told = IncomingNode.Of(message);
        told.GetProperty("mime_type").GetString().ShouldBe(type);
        told.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        told.TryGetProperty("status", out _).ShouldBeFalse();
        told.TryGetProperty("caption", out var caption).ShouldBe(more.Contains("caption", StringComparison.Ordinal));
        told.TryGetProperty("filename", out _).ShouldBe(more.Contains("filename", StringComparison.Ordinal));
        (caption.ValueKind == JsonValueKind.String ? caption.GetString() : null).ShouldBe(kind switch { "image" => "look", "video" => "watch", "document" => "bill", _ => null });
        (await File.ReadAllBytesAsync(told.GetProperty("file").GetString()!, TestContext.Current.CancellationToken)).ShouldBe(bytes);
        var media = told.GetProperty("id").GetString()!;
        using var response = await node.Node.GetAsync($"/v1/media/{media}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldBe(bytes);
        response.Content.Headers.ContentType!.ToString().ShouldBe(type);
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
    }

    [Fact]
    public async Task A_large_document_comes_whole()
    {
        var bytes = new byte[(20 << 20) + 7];
        new Random(1).NextBytes(bytes);

        var id = await node.SendAsync("15550900011", "type=document&filename=large.bin", bytes, "application/octet-stream");
        var media = IncomingNode.Of(await node.ToldAsync(id)).GetProperty("id").GetString()!;

        SHA256.HashData(await node.BytesAsync(media)).ShouldBe(SHA256.HashData(bytes));
    }

    [Fact]
    public async Task The_operator_sees_the_message_its_media_and_where_it_came_from()
    {
        const string Phone = "15550900012";
        var id = await node.SendSampleAsync(Phone);
        var media = IncomingNode.Of(await node.ToldAsync(id)).GetProperty("id").GetString()!;

        var shown = await node.ShownAsync(Phone, id);
        shown.GetProperty("told").GetBoolean().ShouldBeTrue();
        shown.GetProperty("media").GetProperty("state").GetString().ShouldBe("downloaded");
        shown.GetProperty("media").GetProperty("found").GetString().ShouldBe("jpeg");
        shown.GetRawText().ShouldNotContain("key");
        using var response = await node.Node.GetAsync($"/api/media/{media}");
        var about = await response.JsonAsync();
        about.GetProperty("origin").GetString().ShouldBe("incoming");
        about.GetProperty("inbound").GetProperty("message_id").GetString().ShouldBe(id);
        about.GetProperty("facts").GetProperty("container").GetString().ShouldNotBeNull();
        using var listed = await node.Node.GetAsync($"/api/inbound?state=downloaded&from={Phone}");
        (await listed.JsonAsync()).GetProperty("messages").GetArrayLength().ShouldBe(1);
        using var none = await node.Node.GetAsync($"/api/inbound?state=undownloaded&from={Phone}");
        (await none.JsonAsync()).GetProperty("messages").GetArrayLength().ShouldBe(0);
        using var wrong = await node.Node.GetAsync("/api/inbound?state=lost");
        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_business_may_send_on_what_it_was_sent()
    {
        const string Phone = "15550900014";
        var id = await node.SendSampleAsync("15550900013");
        var media = IncomingNode.Of(await node.ToldAsync(id)).GetProperty("id").GetString()!;

        var sent = await node.Node.Client.SendImageAsync(Phone, media);
        await node.Simulator.ArrivalAsync(Phone, sent, "downloaded");

        (await node.Simulator.ContentAsync(Phone, sent)).ShouldBe(await node.Node.Client.RenditionAsync(media, "image"));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_for_good()
    {
        var id = await node.SendSampleAsync("15550900015");
        var told = IncomingNode.Of(await node.ToldAsync(id));
        var media = told.GetProperty("id").GetString()!;
        using (var deleted = await node.Node.SendAsync(HttpMethod.Delete, $"/v1/media/{media}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        File.Exists(told.GetProperty("file").GetString()!).ShouldBeFalse();
        (await node.Node.StatusAsync($"/v1/media/{media}")).ShouldBe(HttpStatusCode.NotFound);
        using var again = await node.Node.GetAsync($"/v1/media/{media}/download");
        await again.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);
        (await node.ShownAsync("15550900015", id)).GetProperty("media").GetProperty("state").GetString().ShouldBe("deleted");
    }
}
