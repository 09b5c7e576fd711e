using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Formats.Sealing;
using MediaNode.Inbound;
using MediaNode.Upstreams;
using MediaNode.Upstreams.WhatsApp;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>A user describes his media as he likes; each message is told, and none leads anywhere.</summary>
public sealed class HostileDescriptionTests(IncomingNode node) : IClassFixture<IncomingNode>
{
    private static readonly string _bytes32 = Convert.ToBase64String(new byte[32]);

    private static int _cursor = 1_000_000;

    [Theory]
    [InlineData("file_length", "-1")]
    [InlineData("file_length", "0")]
    [InlineData("file_length", "1e99")]
    [InlineData("file_length", "\"12\"")]
    [InlineData("media_key", "\"not base64!\"")]
    [InlineData("media_key", "\"AAAA\"")]
    [InlineData("media_key", "17")]
    [InlineData("file_sha256", "\"AAAA\"")]
    [InlineData("file_enc_sha256", "null")]
    [InlineData("kind", "\"video\"")]
    [InlineData("kind", "\"trojan\"")]
    [InlineData("direct_path", "\"/v/../../sim/clock\"")]
    [InlineData("direct_path", "\"/v/%2E%2e/sim/clock\"")]
    [InlineData("direct_path", "\"//evil.example/v\"")]
    [InlineData("direct_path", "\"http://evil.example/v\"")]
    [InlineData("direct_path", "\"/v/a b\"")]
    [InlineData("direct_path", "\"/v/a\\r\\nHost: evil\"")]
    [InlineData("direct_path", "\"/v\\\\..\\\\x\"")]
    [InlineData("direct_path", "\"/v/a#b\"")]
    [InlineData("direct_path", "\"\"")]
    [InlineData("direct_path", "{}")]
    public async Task What_cannot_be_read_is_told_with_an_error(string member, string value)
    {
        var message = Read(Description((member, value)));
        message.Media.ShouldBeNull();
        message.Flaw.ShouldNotBeNull();

        var told = await TellAsync(message);

        told.GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBe(400);
        IncomingNode.Of(told).GetProperty("status").GetString().ShouldBe("undownloaded");
        // Nor can it ever come: who asks is told so at once.
        (await node.ItemAsync(await node.WantAsync(message.MessageId))).GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBe(400);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"media\":null")]
    [InlineData("\"media\":[]")]
    [InlineData("\"media\":\"x\"")]
    public async Task A_media_that_is_not_described_is_told_with_an_error(string media) =>
        (await TellAsync(Read(media))).GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBe(400);

    [Fact]
    public async Task What_says_to_have_10_GB_is_not_fetched()
    {
        var told = await TellAsync(Read(Description(("file_length", "10737418240"))));

        told.GetProperty("errors")[0].GetProperty("details").GetString()!.ShouldContain("10737418240 bytes");
        IncomingNode.Of(told).GetProperty("sha256").GetString().ShouldBe(new string('0', 64));
    }

    [Theory]
    [InlineData("\"a\\r\\nSet-Cookie: x=1.pdf\"", "aSet-Cookie: x=1.pdf")]
    [InlineData("\"invoice\\u202Efdp.exe\"", "invoicefdp.exe")]
    [InlineData("\"../../etc/passwd\"", ".._.._etc_passwd")]
    [InlineData("\"C:\\\\boot.ini\"", "C:_boot.ini")]
    [InlineData("\"..\"", null)]
    [InlineData("\"\\u0000\\u0007\"", null)]
    [InlineData("\"\\ud83d.pdf\"", null)]
    [InlineData("{\"a\":1}", null)]
    public void A_file_name_is_made_harmless(string name, string? told) => SenderWords.FileName($$"""{"filename":{{name}}}""").ShouldBe(told);

    [Fact]
    public void Long_words_are_cut_and_no_character_is_halved()
    {
        SenderWords.Caption($$"""{"caption":"{{new string('a', 4095)}}😀"}""")!.Length.ShouldBe(4095);
        SenderWords.FileName($$"""{"filename":"{{new string('a', 300)}}"}""")!.Length.ShouldBe(255);
        SenderWords.Caption("[1]").ShouldBeNull();
        SenderWords.Caption("{\"caption\":7}").ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_only_the_sender_names_is_never_asked()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var volume = node.Node.Part<IVolume>();
        using var blob = volume.Create(new BlobKey(BlobFolder.Incoming, Guid.NewGuid()));

        var outcome = await node.Node.Part<IUpstream>().FetchAsync(
            new InboundMedia
            {
                Kind = Kind.Image,
                Type = "image/jpeg",
                Url = $"http://127.0.0.1:{port}/v/1?x=1",
                DirectPath = "/v/1?x=1",
                Key = MediaKey.New(),
                Digest = new byte[32],
                SealedDigest = new byte[32],
                Length = 5,
            },
            blob, TestContext.Current.CancellationToken);

        outcome.ShouldBeOfType<FetchOutcome.Gone>();
        listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task The_same_event_twice_is_one_message()
    {
        var message = Read(Description(("file_length", "-1")));
        await TakeInAsync(message);
        await TakeInAsync(message);
        await TellAsync(Read(Description(("file_length", "-1"))));

        node.Receiver.Messages().Count(told => told.GetProperty("id").GetString() == message.MessageId).ShouldBe(1);
    }

    private static string Description(params (string Name, string Value)[] changes)
    {
        var members = new Dictionary<string, string>
        {
            ["kind"] = "\"image\"",
            ["mimetype"] = "\"image/jpeg\"",
            ["url"] = "\"http://127.0.0.1:9/v/1?x=1\"",
            ["direct_path"] = "\"/v/1?x=1\"",
            ["media_key"] = $"\"{_bytes32}\"",
            ["file_sha256"] = $"\"{_bytes32}\"",
            ["file_enc_sha256"] = $"\"{_bytes32}\"",
            ["file_length"] = "1000",
        };
        foreach (var (name, value) in changes)
        {
            members[name] = value;
        }

        return $$"""
            "media":{{{string.Join(',', members.Select(member => $"\"{member.Key}\":{member.Value}"))}}}
            """;
    }

    private static UpstreamEvent.Inbound Read(string media)
    {
        var cursor = Interlocked.Increment(ref _cursor);
        var page = $$$"""
            {"last":{{{cursor}}},"events":[{"cursor":{{{cursor}}},"type":"message","message_id":"ABGG{{{cursor}}}","from":"15550950001","name":"Eve",
             "message_type":"image","content":{"caption":"hi"},"timestamp":"2026-11-22T10:15:30Z"{{{(media.Length > 0 ? "," : "")}}}{{{media}}}}]}
            """;
        using var json = JsonDocument.Parse(Encoding.UTF8.GetBytes(page));
        return EventsJson.Read(json.RootElement, 0, DateTimeOffset.UnixEpoch).Events!.Single().ShouldBeOfType<UpstreamEvent.Inbound>();
    }

    // Under another name than the line's, whose own events go on.
    private Task TakeInAsync(UpstreamEvent.Inbound message) => node.Node.Part<EventCatalog>().TakeInAsync(
        "hostile", message.Cursor, [], [], [node.Node.Part<Announcements>().RowOf(message)]);

    private async Task<JsonElement> TellAsync(UpstreamEvent.Inbound message)
    {
        await TakeInAsync(message);
        return await node.ToldAsync(message.MessageId);
    }
}
