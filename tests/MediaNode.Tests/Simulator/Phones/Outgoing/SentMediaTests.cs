using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using MediaNode.Formats.Sealing;
using MediaNode.Tests.Samples;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones.Outgoing;

/// <summary>A phone sends a media: what is told, what lies on the media servers, what the phone shows.</summary>
public sealed class SentMediaTests : IAsyncLifetime
{
    private const string Ada = PhoneBench.Ada;

    private PhoneBench _bench = null!;

    public static TheoryData<string, int> KindsAndLengths()
    {
        var data = new TheoryData<string, int>();
        foreach (var kind in new[] { "image", "video", "audio", "voice", "document", "sticker" })
        {
            foreach (var length in new[] { 1, Sealer.Step - 1, Sealer.Step, Sealer.Step + 1 })
            {
                data.Add(kind, length);
            }
        }

        data.Add("document", 20_000_000);
        return data;
    }

    public async ValueTask InitializeAsync() => _bench = await PhoneBench.StartAsync();

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Theory]
    [MemberData(nameof(KindsAndLengths))]
    public async Task Every_kind_is_opened_to_the_very_bytes_that_were_sent(string kind, int length)
    {
        var bytes = Bytes.Random(length);

        var sent = await _bench.SendMediaAsync($"type={kind}", bytes, isChunked: length % 2 == 1);

        var told = (await _bench.EventsAsync(count: 1)).ShouldHaveSingleItem();
        told.GetProperty("media").GetRawText().ShouldBe(sent.GetProperty("media").GetRawText());
        (await _bench.OpenAsync(told.GetProperty("media"))).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        (await _bench.OpenAsync(told.GetProperty("media"), sent.GetProperty("media").GetProperty("direct_path").GetString()))
            .AsSpan().SequenceEqual(bytes).ShouldBeTrue();
    }

    [Fact]
    public async Task The_event_is_what_the_line_says()
    {
        await _bench.PutAsync($"/sim/phones/{Ada}", """{"name":"Ada"}""");
        var bytes = Bytes.Random(70_000);

        var sent = await _bench.SendMediaAsync("type=document&caption=the%20bill&filename=..%2Fbill.pdf", bytes, "application/pdf; a=b");

        var told = (await _bench.EventsAsync(count: 1)).ShouldHaveSingleItem();
        told.GetProperty("type").GetString().ShouldBe("message");
        told.GetProperty("message_id").GetString().ShouldBe(sent.GetProperty("id").GetString());
        told.GetProperty("from").GetString().ShouldBe(Ada);
        told.GetProperty("name").GetString().ShouldBe("Ada");
        told.GetProperty("message_type").GetString().ShouldBe("document");
        told.GetProperty("content").GetRawText().ShouldBe("""{"caption":"the bill","filename":"../bill.pdf"}""");
        var media = told.GetProperty("media");
        media.GetProperty("kind").GetString().ShouldBe("document");
        media.GetProperty("mimetype").GetString().ShouldBe("application/pdf; a=b");
        media.GetProperty("file_length").GetInt64().ShouldBe(bytes.Length);
        media.GetProperty("file_sha256").GetBytesFromBase64().ShouldBe(SHA256.HashData(bytes));
        media.GetProperty("media_key").GetBytesFromBase64().Length.ShouldBe(32);
        media.GetProperty("media_key_timestamp").GetInt64().ShouldBeInRange(1, _bench.Host.Clock.GetUtcNow().ToUnixTimeSeconds());
        media.GetProperty("url").GetString().ShouldBe($"{_bench.Host.Urls[0]}/media-hosts/mmg-1{media.GetProperty("direct_path").GetString()}&mms3=true");
        using var fetched = await _bench.FetchAsync(media);
        SHA256.HashData(await fetched.Content.ReadAsByteArrayAsync()).ShouldBe(media.GetProperty("file_enc_sha256").GetBytesFromBase64());
    }

    [Theory]
    [InlineData("plain.jpg", "image", "image/jpeg", true, false)]
    [InlineData("conforming.mp4", "video", "video/mp4", true, true)]
    [InlineData("mono.opus", "voice", "audio/ogg; codecs=opus", false, true)]
    [InlineData("mono.mp3", "audio", "audio/mpeg", false, true)]
    [InlineData("sticker.webp", "sticker", "image/webp", true, false)]
    [InlineData("one-page.pdf", "document", "application/pdf", false, false)]
    public async Task What_the_bytes_tell_of_themselves_is_told(string file, string kind, string type, bool hasSize, bool hasSeconds)
    {
        var bytes = await File.ReadAllBytesAsync(await SampleFiles.PathAsync(file));

        var media = (await _bench.SendMediaAsync($"type={kind}", bytes)).GetProperty("media");

        media.GetProperty("mimetype").GetString().ShouldBe(type);
        media.TryGetProperty("width", out _).ShouldBe(hasSize);
        media.TryGetProperty("height", out _).ShouldBe(hasSize);
        media.TryGetProperty("seconds", out _).ShouldBe(hasSeconds);
        media.TryGetProperty("streaming_sidecar", out _).ShouldBe(kind is "video" or "audio");
    }

    [Theory]
    [InlineData("type=image", null, "image/jpeg")]
    [InlineData("type=document", null, "application/octet-stream")]
    [InlineData("type=sticker", "application/x-www-form-urlencoded", "image/webp")]
    [InlineData("type=image", "image/png", "image/png")]
    [InlineData("type=image&mimetype=image%2Fgif", "image/png", "image/gif")]
    [InlineData("type=document&mimetype=multipart%2Fmixed", null, "multipart/mixed")]
    public async Task The_media_type_is_what_was_said_and_else_the_usual(string query, string? type, string told)
    {
        var sent = await _bench.SendMediaAsync(query, [0, 1, 2, 3, 254, 255], type);

        sent.GetProperty("media").GetProperty("mimetype").GetString().ShouldBe(told);
    }

    [Fact]
    public async Task A_sent_media_stands_in_the_list_and_in_the_chat_as_a_received_one_does()
    {
        var bytes = Bytes.Random(5_000);
        var id = (await _bench.SendMediaAsync("type=image&caption=look", bytes, "image/png")).GetProperty("id").GetString()!;

        var message = await _bench.MessageAsync(id);
        message.GetProperty("from").GetString().ShouldBe(Ada);
        message.GetProperty("to").GetString().ShouldBe(PhoneBench.Number);
        message.GetProperty("caption").GetString().ShouldBe("look");
        message.GetProperty("status").GetString().ShouldBe("sent");
        message.GetProperty("media").GetProperty("state").GetString().ShouldBe("downloaded");
        var bubble = (await _bench.GetAsync($"/sim/phones/{Ada}/chat")).GetProperty("items")[1];
        bubble.GetProperty("side").GetString().ShouldBe("out");
        bubble.GetProperty("title").GetString().ShouldBe("look");
        bubble.GetProperty("media").GetRawText().ShouldBe("""{"kind":"image","state":"downloaded"}""");
        using var content = await _bench.Http.GetAsync($"/sim/phones/{Ada}/messages/{id}/content");
        content.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        (await content.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        (await _bench.RefusedAsync(HttpMethod.Post, $"/sim/phones/{Ada}/messages/{id}/download", 409)).ShouldBe("The phone has sent this media itself.");
    }

    [Fact]
    public async Task A_media_goes_to_every_business_that_the_phone_has_talked_with()
    {
        const string Other = "15559990001";
        await _bench.PostAsync($"/sim/phones/{Ada}/send?type=text&to={PhoneBench.Number}", """{"body":"hi"}""");
        await _bench.PostAsync($"/sim/phones/{Ada}/send?type=text&to={Other}", """{"body":"hi"}""");
        using var body = new ByteArrayContent([1, 2, 3]);

        using var response = await _bench.Http.PostAsync($"/sim/phones/{Ada}/send?type=document", body);

        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        foreach (var number in new[] { PhoneBench.Number, Other })
        {
            var events = (await _bench.GetAsync($"/wa/{number}/events")).GetProperty("events");
            (await _bench.OpenAsync(events[1].GetProperty("media"))).ShouldBe([1, 2, 3]);
        }
    }

    [Theory]
    [InlineData("location", """{"latitude":52.5,"longitude":-13.4,"name":"here"}""", null)]
    [InlineData("contacts", """{"contacts":[{"name":{"formatted_name":"Bob"}}]}""", """[{"name":{"formatted_name":"Bob"}}]""")]
    [InlineData("button", """{"text":"Yes","payload":"y"}""", null)]
    [InlineData("interactive", """{"type":"button_reply","button_reply":{"id":"1","title":"Yes"}}""", null)]
    [InlineData("interactive", """{"type":"list_reply","list_reply":{"id":"1","title":"Tea","description":"Green"}}""", null)]
    public async Task What_has_no_media_is_told_as_it_was_said(string type, string body, string? content)
    {
        var id = (await _bench.PostAsync($"/sim/phones/{Ada}/send?type={type}&to={PhoneBench.Number}", body)).GetProperty("id").GetString()!;

        var told = (await _bench.EventsAsync(count: 1)).ShouldHaveSingleItem();
        told.GetProperty("message_type").GetString().ShouldBe(type);
        told.GetProperty("content").GetRawText().ShouldBe(content ?? body);
        told.TryGetProperty("media", out _).ShouldBeFalse();
        var shown = await _bench.MessageAsync(id);
        shown.GetProperty("content").GetRawText().ShouldBe(content ?? body);
        shown.GetProperty("display").GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("cut", ""","at_byte":100""")]
    [InlineData("wrong-bytes", "")]
    [InlineData("server-error", "")]
    [InlineData("throttled", "")]
    [InlineData("host-down", "")]
    [InlineData("slow", ""","bytes_per_second":1000000""")]
    public async Task A_fault_can_be_aimed_at_what_phones_have_sent(string type, string own)
    {
        var media = (await _bench.SendMediaAsync("type=image", Bytes.Random(5_000))).GetProperty("media");
        var good = await HearAsync(media);
        await _bench.PutAsync("/sim/faults", $$"""{"faults":[{"type":"{{type}}","on":"download","from":"node"{{own}}}]}""");
        (await HearAsync(media)).ShouldBe(good);

        await _bench.PutAsync("/sim/faults", $$"""{"faults":[{"type":"{{type}}","on":"download","from":"phone","times":1{{own}}}]}""");

        var heard = await HearAsync(media);
        (heard == good).ShouldBe(type == "slow", heard);
        (await _bench.GetAsync("/sim/faults")).GetProperty("faults")[0].GetProperty("times").GetInt32().ShouldBe(0);
        (await HearAsync(media)).ShouldBe(good);
    }

    private async Task<string> HearAsync(JsonElement media)
    {
        try
        {
            using var response = await _bench.FetchAsync(media);
            var digest = Convert.ToHexString(SHA256.HashData(await response.Content.ReadAsByteArrayAsync()));
            return $"{(int)response.StatusCode} {(response.IsSuccessStatusCode ? digest : "")}";
        }
        catch (HttpRequestException)
        {
            return "broken off";
        }
    }
}
