using System.Net;
using System.Text.Json;
using Dapper;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Renditions;
using MediaNode.Tests.Renditions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

public sealed class MessageStoryTests(MessagesNode messages) : IClassFixture<MessagesNode>
{
    private readonly TestNode _node = messages.Node;

    [Fact]
    public async Task A_text_tells_that_it_waits_for_its_turn()
    {
        var id = await messages.AcceptedAsync("""{"to":"15550001111","text":{"body":"hi"}}""");

        var story = await messages.ShowAsync(id);

        story.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "to", "type", "status", "content", "steps", "waiting_for", "attempts"]);
        story.Text("id").ShouldBe(id);
        story.Text("status").ShouldBe("accepted");
        story.GetProperty("content").GetRawText().ShouldBe("""{"body":"hi"}""");
        StepsOf(story).ShouldBe(["accepted", "ready"]);
        story.Text("waiting_for").ShouldBe("its turn");
    }

    [Fact]
    public async Task A_media_that_is_not_made_yet_is_what_a_message_waits_for()
    {
        var (media, id) = await ImageAsync();

        var story = await messages.ShowAsync(id);

        story.Text("media_id").ShouldBe(media.ToString());
        story.Text("kind").ShouldBe("image");
        StepsOf(story).ShouldBe(["accepted"]);
        story.Text("waiting_for").ShouldBe($"the rendition of media {media} as image is to be made");
    }

    [Fact]
    public async Task An_upload_that_failed_is_told_with_its_reason_and_the_next_attempt()
    {
        var (media, id) = await ImageAsync();
        (await _node.MadeAsync(media.ToString(), "kind=image")).Text("state").ShouldBe("ready");
        (await messages.ShowAsync(id)).Text("waiting_for").ShouldBe("the upload");
        await WriteAsync(
            """
            INSERT INTO deposits (id, media_id, kind, policy, digest, length, type, key_made_at, state, revision, leased_until, due_at, attempts, reason, lodgings)
            VALUES (@Deposit, @Media, 'image', 'p', x'00', 1, 'image/png', 0, 0, 0, 0, 1893456000000, 2, 'mmg-1: 507 throttled', 0);
            INSERT INTO attempts (subject, at, reason) VALUES (@Deposit, 2000, 'mmg-1: 507 throttled'), (@Id, 1000, 'earlier');
            """,
            new { Deposit = $"d-{id}", Media = media.ToString(), Id = id });

        var story = await messages.ShowAsync(id);

        story.Text("waiting_for").ShouldBe("the upload, attempt 3 at 2030-01-01T00:00:00Z: mmg-1: 507 throttled");
        story.GetProperty("attempts").EnumerateArray().Select(attempt => attempt.Text("reason")).ShouldBe(["earlier", "mmg-1: 507 throttled"]);
    }

    [Fact]
    public async Task A_message_that_went_its_way_tells_each_step_and_what_it_waited_for()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var deposits = new FakeDeposits();
        await using var node = await MessagesNode.StartAsync(new FakeUpstream(), deposits, clock);
        var media = await node.UploadAsync(MessagesNode.Picture, "image/png");
        MediaId.TryParse(media, out var mediaId).ShouldBeTrue();
        using var accepted = await node.SendJsonAsync(
            HttpMethod.Post, "/v1/messages", "{\"to\":\"15550001111\",\"type\":\"image\",\"image\":{\"id\":\"" + media + "\"}}");
        var id = (await accepted.JsonAsync()).GetProperty("messages")[0].Text("id");
        clock.Advance(TimeSpan.FromSeconds(5));
        await node.MadeAsync(media, "kind=image");
        var deposit = deposits.Lodge(mediaId, Kind.Image, node.Part<RenditionMaker>().KeyOf(mediaId, Kind.Image, null)).Deposit;
        var start = clock.GetUtcNow().AddSeconds(-5).ToUnixTimeMilliseconds();
        await WriteAsync(
            node,
            """
            UPDATE messages SET state = 4, deposit_id = @Deposit, ready_at = @Start + 6000, sent_at = @Start + 7000, delivered_at = @Start + 8000,
                read_at = @Start + 9000, downloaded_at = @Start + 10000 WHERE id = @Id
            """,
            new { Deposit = deposit.Id, Start = start, Id = id });

        using var shown = await node.GetAsync($"/api/messages/{id}");

        var story = await shown.JsonAsync();
        story.Text("status").ShouldBe("read");
        StepsOf(story).ShouldBe(["accepted", "ready", "sent", "delivered", "read", "downloaded"]);
        var steps = story.GetProperty("steps").EnumerateArray().ToList();
        steps.Select(step => (step.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds() - start) / 1000).ShouldBe([0, 6, 7, 8, 9, 10]);
        var waited = steps[1].GetProperty("waited_for");
        waited.GetProperty("rendition").GetProperty("made_at").GetDateTimeOffset().ShouldBe(clock.GetUtcNow());
        waited.GetProperty("deposit").Text("id").ShouldBe(deposit.Id);
        story.TryGetProperty("waiting_for", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_message_that_failed_tells_why()
    {
        var (media, id) = await ImageAsync();
        await _node.Part<MessageCatalog>().FailUnsentAsync(media, new MessageError(1014, "Internal error", "The media was deleted."));

        var story = await messages.ShowAsync(id);

        story.Text("status").ShouldBe("failed");
        StepsOf(story).ShouldBe(["accepted", "failed"]);
        story.GetProperty("steps")[1].GetProperty("error").Text("details").ShouldBe("The media was deleted.");
        story.GetProperty("errors").GetRawText().ShouldBe("""[{"code":1014,"title":"Internal error","details":"The media was deleted."}]""");
        story.TryGetProperty("waiting_for", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("gBEGunknown")]
    [InlineData("%27%20OR%201=1")]
    public async Task A_message_that_nobody_knows_is_not_found(string id)
    {
        using var refused = await _node.GetAsync($"/api/messages/{id}");

        (await refused.ShouldBeProblemAsync(HttpStatusCode.NotFound, "message-not-found")).GetProperty("code").GetInt32().ShouldBe(1006);
    }

    private static IEnumerable<string> StepsOf(JsonElement story) => story.GetProperty("steps").EnumerateArray().Select(step => step.Text("step"));

    private async Task<(MediaId Media, string Id)> ImageAsync()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");
        MediaId.TryParse(media, out var mediaId).ShouldBeTrue();
        return (mediaId, await messages.AcceptedAsync("{\"to\":\"15550001111\",\"type\":\"image\",\"image\":{\"id\":\"" + media + "\"}}"));
    }

    private Task WriteAsync(string sql, object values) => WriteAsync(_node, sql, values);

    private static Task WriteAsync(TestNode node, string sql, object values) =>
        node.Part<CatalogWriter>().WriteAsync(connection => connection.Execute(sql, values));
}
