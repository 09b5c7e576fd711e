using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Upstreams;
using MediaNode.Upstreams.WhatsApp;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Upstreams;

/// <summary>Messages, events and the small calls, as docs/line.md has them.</summary>
public class LineTests
{
    private static readonly CancellationToken _none = CancellationToken.None;

    [Fact]
    public async Task Messages_go_out_in_their_order_and_each_has_its_answer()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Answer = (_, _) => (200, """
            {"messages":[{"id":"a","status":"accepted","timestamp":"2026-11-22T10:15:30Z"},
                         {"id":"b","status":"rejected","error":{"code":1013,"title":"User is not valid","details":"no such number"}}]}
            """);

        var sent = (await bench.Upstream.SendAsync([Text("a"), Image("b", Sent())], _none)).ShouldBeOfType<SendOutcome.Answered>();

        sent.Answers[0].ShouldBe(new SendAnswer(new DateTimeOffset(2026, 11, 22, 10, 15, 30, TimeSpan.Zero), null));
        sent.Answers[1].Error.ShouldBe(new MessageError(1013, "User is not valid", "no such number"));
        var messages = JsonDocument.Parse(bench.Line.Told.ShouldHaveSingleItem().Body).RootElement.GetProperty("messages");
        messages[0].ToString().ShouldBe("""{"id":"a","to":"15550001111","type":"text","content":{"body":"hällo"},"preview_url":true}""");
        messages[1].GetProperty("content").ToString().ShouldBe("""{"caption":"c"}""");
        messages[1].TryGetProperty("preview_url", out _).ShouldBeFalse();
        var media = messages[1].GetProperty("media");
        media.EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "kind", "mimetype", "url", "direct_path", "media_key", "media_key_timestamp", "file_sha256", "file_enc_sha256", "file_length", "width",
            "height", "seconds", "waveform", "streaming_sidecar", "jpeg_thumbnail",
        ]);
        media.GetProperty("media_key").GetBytesFromBase64().ShouldBe(Bytes.Random(32, seed: 7));
        media.GetProperty("media_key_timestamp").GetInt64().ShouldBe(1_700_000_000);
        media.GetProperty("seconds").GetInt64().ShouldBe(12);
        media.GetProperty("waveform").GetBytesFromBase64().Length.ShouldBe(64);
    }

    [Fact]
    public void One_media_is_written_once_however_many_recipients_it_has()
    {
        var json = new MediaJson();
        var sent = Sent();

        var written = json.Of(sent);

        json.Of(sent).ShouldBeSameAs(written);
        json.Of(Sent()).ShouldNotBeSameAs(written);
    }

    [Theory]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[{"id":"a","status":"accepted","timestamp":"2026-11-22T10:15:30Z"},{"id":"b","status":"accepted","timestamp":"2026-11-22T10:15:30Z"}]}""")]
    [InlineData("""{"messages":[{"id":"b","status":"accepted","timestamp":"2026-11-22T10:15:30Z"}]}""")]
    [InlineData("""{"messages":[{"id":"a","status":"accepted"}]}""")]
    [InlineData("""{"messages":[{"id":"a","status":"maybe","timestamp":"2026-11-22T10:15:30Z"}]}""")]
    [InlineData("""{"messages":[{"id":"a","status":"rejected"}]}""")]
    [InlineData("""{"messages":{"id":"a"}}""")]
    [InlineData("nothing")]
    public async Task Answers_to_other_messages_are_none(string body)
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Answer = (_, _) => (200, body);

        (await bench.Upstream.SendAsync([Text("a")], _none)).ShouldBeOfType<SendOutcome.Failed>().Reason.ShouldContain("does not fit");
    }

    [Theory]
    [InlineData(429, "", "429 throttled")]
    [InlineData(503, "", "503 server error")]
    [InlineData(400, """{"error":"to is no\nnumber"}""", "400 the request is wrong: to is no number")]
    public async Task What_was_not_taken_is_told_in_words_with_how_long_to_wait(int status, string body, string reason)
    {
        await using var bench = await UpstreamBench.StartAsync();
        (bench.Line.RetryAfter, bench.Line.Answer) = (9, (_, _) => (status, body));

        (await bench.Upstream.SendAsync([Text("a")], _none)).ShouldBe(new SendOutcome.Failed(reason, TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_words()
    {
        await using var bench = await UpstreamBench.StartAsync();
        await bench.Line.DisposeAsync();

        (await bench.Upstream.SendAsync([Text("a")], _none)).ShouldBe(new SendOutcome.Failed("connection refused", null));
        (await bench.LodgeAsync(Bytes.Random(10))).ShouldBeOfType<LodgeOutcome.Failed>().Reasons.ShouldBe(["media_conn: connection refused"]);
    }

    [Fact]
    public async Task Events_are_read_and_what_is_not_known_is_passed_over()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Answer = (_, _) => (200, """
            {"events":[
              {"cursor":5,"type":"receipt","message_id":"m","recipient":"1","status":"delivered","timestamp":"2026-11-22T10:15:30Z"},
              {"cursor":6,"type":"media_retry","message_id":"m","from":"15550001111","enc_p":"AQID","enc_iv":"BAUG","timestamp":"2026-11-22T10:15:30Z"},
              {"cursor":7,"type":"message","message_id":"i","from":"1","name":"Ada","message_type":"text","content":{"body":"hi"},"timestamp":"2026-11-22T10:15:30Z"},
              {"cursor":9,"type":"typing","message_id":"i","timestamp":"2026-11-22T10:15:30Z"},
              {"cursor":10,"type":"receipt","message_id":"m","status":"danced","timestamp":"2026-11-22T10:15:30Z"},
              {"cursor":11,"type":"media_retry","message_id":"m","from":"1","enc_p":"?","enc_iv":"BAUG","timestamp":"2026-11-22T10:15:30Z"},
              {"cursor":12}]}
            """);

        var events = (await bench.Upstream.EventsAsync(4, wait: true, _none)).ShouldBeOfType<EventsOutcome.Page>().Events;

        bench.Line.Told.ShouldHaveSingleItem().ShouldBe(("events", "?after=4&limit=500&wait=25"));
        var at = new DateTimeOffset(2026, 11, 22, 10, 15, 30, TimeSpan.Zero);
        events[0].ShouldBe(new UpstreamEvent.Receipt(5, at, "m", ReceiptStatus.Delivered));
        var retry = events[1].ShouldBeOfType<UpstreamEvent.MediaRetry>();
        retry.From.ShouldBe("15550001111");
        retry.Note.Payload.ToArray().ShouldBe([1, 2, 3]);
        retry.Note.Iv.ToArray().ShouldBe([4, 5, 6]);
        events[2].ShouldBe(new UpstreamEvent.Inbound(7, at, "i", "1", "Ada", "text", """{"body":"hi"}"""));
        events.Skip(3).ShouldAllBe(one => one is UpstreamEvent.Unknown);
        events.Select(one => one.Cursor).ShouldBe([5, 6, 7, 9, 10, 11, 12]);
    }

    [Theory]
    [InlineData("""{"events":[{"type":"receipt"}]}""")]
    [InlineData("""{"events":[{"cursor":"7"}]}""")]
    [InlineData("""{"events":[{"cursor":4}]}""")]
    [InlineData("""{"events":[{"cursor":9},{"cursor":8}]}""")]
    [InlineData("""{}""")]
    public async Task Events_that_cannot_be_counted_are_not_taken_in(string body)
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Answer = (_, _) => (200, body);

        (await bench.Upstream.EventsAsync(4, wait: true, _none)).ShouldBeOfType<EventsOutcome.Failed>();
    }

    [Fact]
    public async Task A_re_request_is_answered_sealed_or_with_a_number()
    {
        await using var bench = await UpstreamBench.StartAsync();
        var note = new RedeliveryNote(new byte[] { 4, 5, 6 }, new byte[] { 1, 2, 3 });

        (await bench.Upstream.AnswerAsync(new RedeliveryReply("m", note, RedeliveryOutcome.Success), _none)).ShouldBeOfType<CallOutcome.Done>();
        (await bench.Upstream.AnswerAsync(new RedeliveryReply("m", null, RedeliveryOutcome.NotFound), _none)).ShouldBeOfType<CallOutcome.Done>();
        (await bench.Upstream.MarkReadAsync("r", _none)).ShouldBeOfType<CallOutcome.Done>();

        bench.Line.Told.ShouldBe(
        [
            ("redeliveries", """{"message_id":"m","enc_p":"AQID","enc_iv":"BAUG"}"""), ("redeliveries", """{"message_id":"m","error":2}"""),
            ("read", """{"message_id":"r"}"""),
        ]);
        bench.Line.Answer = (_, _) => (404, "{}");
        (await bench.Upstream.MarkReadAsync("r", _none)).ShouldBeOfType<CallOutcome.NotFound>();
        bench.Line.Answer = (_, _) => (500, "{}");
        (await bench.Upstream.MarkReadAsync("r", _none)).ShouldBe(new CallOutcome.Failed("500 server error", null));
    }

    [Fact]
    public async Task Numbers_are_checked_in_their_order()
    {
        await using var bench = await UpstreamBench.StartAsync();
        bench.Line.Answer = (_, _) => (200, """
            {"contacts":[{"input":"+1 555 000 1111","status":"valid","wa_id":"15550001111"},{"input":"123","status":"invalid"}]}
            """);

        (await bench.Upstream.CheckAsync(["+1 555 000 1111", "123"], _none)).ShouldBeOfType<ContactsOutcome.Answered>()
            .Contacts.ShouldBe([new CheckedContact("+1 555 000 1111", "15550001111"), new CheckedContact("123", null)]);
        (await bench.Upstream.CheckAsync(["123"], _none)).ShouldBeOfType<ContactsOutcome.Failed>();
    }

    private static OutgoingMessage Text(string id) => new(Row(id, "text", """{"body":"hällo"}""") with { PreviewUrl = true }, null);

    private static OutgoingMessage Image(string id, SentMedia media) => new(Row(id, "image", """{"caption":"c"}"""), media);

    private static Message Row(string id, string type, string content) => new()
    {
        Id = id,
        Recipient = "15550001111",
        Type = type,
        Content = content,
        State = MessageState.Ready,
        AcceptedAt = DateTimeOffset.UnixEpoch,
    };

    private static SentMedia Sent() => new()
    {
        Deposit = new Deposit
        {
            Id = "d",
            Rendition = new RenditionKey(new MediaId(Guid.NewGuid()), "image", "p"),
            Kind = Kind.Image,
            Digest = Bytes.Random(32),
            Length = 100,
            Type = "image/jpeg",
            KeyMadeAt = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
            State = DepositState.Lodged,
            Url = "http://h/v/1?a=1&oe=1",
            DirectPath = "/v/1?a=1&oe=1",
            SealedDigest = Bytes.Random(32),
            SealedLength = 122,
            Sidecar = Bytes.Random(10),
        },
        Key = UpstreamBench.Key,
        Width = 8,
        Height = 6,
        Duration = 12.4,
        Waveform = new byte[64],
        Thumbnail = Bytes.Random(20),
    };
}
