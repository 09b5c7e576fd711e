using System.Net;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

/// <summary>What happens to a media between the moment it was judged and the moment it is to go.</summary>
public class RaceTests
{
    [Theory]
    [InlineData("nothing", true)]
    [InlineData("a message", false)]
    [InlineData("a pin", false)]
    [InlineData("another time", false)]
    [InlineData("a request", false)]
    [InlineData("a message by its link", false)]
    [InlineData("a webhook", false)]
    [InlineData("a webhook that is under way already", false)]
    [InlineData("a webhook of another", true)]
    [InlineData("a delete", false)]
    public async Task A_media_goes_only_when_it_is_as_it_was_judged(string between, bool goes)
    {
        await using var node = await RetentionNode.StartAsync();
        var media = await node.UploadAsync();
        var message = await node.SendAsync(media);
        node.Clock.Advance(TimeSpan.FromDays(40));
        var catalog = node.Node.Part<RetentionCatalog>();
        var page = catalog.Page(null, node.Clock.GetUtcNow(), 10);
        var judged = page.Candidates.Single();

        switch (between)
        {
            case "a message":
                await node.AcceptAsync(media);
                break;
            case "a pin":
                await node.JsonAsync($"/api/media/{media}/pin", HttpMethod.Put);
                break;
            case "another time":
                await node.ChangeAsync("UPDATE media SET expires_at = 1");
                break;
            case "a request":
                await node.AskAgainAsync(message);
                break;
            case "a message by its link":
                await node.ChangeAsync(
                    """
                    INSERT INTO links (url, provider, credentials, state, revision, leased_until, due_at, attempts, media_id, fresh_until)
                    VALUES ('https://example.org/a.jpg', '', 0, 1, 0, 0, 0, 0, @Media, 0);
                    UPDATE messages SET state = 0, link_id = 1 WHERE id = @Id
                    """,
                    new { Media = media, Id = await node.AcceptAsync(null) });
                break;
            case "a webhook" or "a webhook of another":
                await node.ChangeAsync(
                    "INSERT INTO webhook_events (written_at, contact, kind, subject, name, at) VALUES (1, '15550001111', 0, @Id, 'read', 1)",
                    new { Id = between == "a webhook" ? message : "another" });
                break;
            case "a webhook that is under way already":
                await node.ChangeAsync(
                    """
                    INSERT INTO webhook_batches (delivery, body, events, written_at, state, attempts, due_at) VALUES ('1', x'7b7d', 1, 1, 0, 0, 0);
                    INSERT INTO webhook_subjects (subject, batch) SELECT @Id, MAX(id) FROM webhook_batches
                    """,
                    new { Id = media });
                break;
            case "a delete":
                await node.JsonAsync($"/v1/media/{media}", HttpMethod.Delete);
                break;
        }

        var gone = await catalog.StopOfferingAsync([judged], _ => "A test.", page.Seen, sweep: null);

        gone.Count.ShouldBe(goes ? 1 : 0);
        if (!goes && between != "a delete")
        {
            (await node.IsKeptAsync(media)).ShouldBeTrue();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_message_is_accepted_for_a_media_that_has_begun_to_go(bool removed)
    {
        await using var node = await RetentionNode.StartAsync();
        var media = await node.UploadAsync(type: "application/pdf");
        // Whoever sends may have looked at it a moment ago.
        (await node.IsKeptAsync(media)).ShouldBeTrue();
        var catalog = node.Node.Part<RetentionCatalog>();
        var page = catalog.Page(null, node.Clock.GetUtcNow(), 10);
        var gone = await catalog.StopOfferingAsync(page.Candidates, _ => "A test.", page.Seen, sweep: null);
        if (removed)
        {
            await catalog.RemoveAsync(gone.Select(one => one.Id));
        }

        using var refused = await node.Node.SendJsonAsync(
            HttpMethod.Post, "/v1/messages", $$$"""{"to":"15550001111","type":"document","document":{"id":"{{{media}}}"}}""");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await refused.Content.ReadAsStringAsync());
        (await refused.Content.ReadAsStringAsync()).ShouldContain("names no media of this node");
        node.Read<long>("SELECT COUNT(*) FROM messages").ShouldBe(0);
    }

    [Fact]
    public async Task One_of_several_that_was_used_meanwhile_stays_and_the_others_go()
    {
        await using var node = await RetentionNode.StartAsync();
        var media = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            media.Add(await node.UploadAsync());
        }

        node.Clock.Advance(TimeSpan.FromDays(40));
        var catalog = node.Node.Part<RetentionCatalog>();
        var page = catalog.Page(null, node.Clock.GetUtcNow(), 10);
        await node.AcceptAsync(media[2]);

        var gone = await catalog.StopOfferingAsync(page.Candidates, _ => "A test.", page.Seen, sweep: null);

        gone.Select(one => one.Id.ToString()).ShouldBe(media.Where(id => id != media[2]).Order());
    }
}
