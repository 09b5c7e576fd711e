using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

public class ProtectedDeleteTests
{
    [Fact]
    public async Task A_delete_says_who_still_needs_the_media_and_takes_it_when_nobody_does()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:ProtectDeletes=true"]);
        var (media, free) = (await node.UploadAsync(), await node.UploadAsync());
        await node.SendAsync(media);

        using (var refused = await node.Node.SendAsync(HttpMethod.Delete, $"/v1/media/{media}"))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            var error = (await refused.JsonAsync()).GetProperty("errors")[0];
            error.GetProperty("code").GetInt32().ShouldBe(1009);
            error.GetProperty("details").GetString()!.ShouldContain("until 2026-01-31T12:00:00Z a recipient may ask for it again");
        }

        (await node.IsKeptAsync(media)).ShouldBeTrue();
        await node.JsonAsync($"/v1/media/{free}", HttpMethod.Delete);
        node.Clock.Advance(TimeSpan.FromDays(31));
        await node.JsonAsync($"/v1/media/{media}", HttpMethod.Delete);
        (await node.IsKeptAsync(media)).ShouldBeFalse();
    }

    [Fact]
    public async Task Unprotected_a_delete_is_obeyed_at_once_and_who_did_it_is_known()
    {
        await using var node = await RetentionNode.StartAsync();
        var media = await node.UploadAsync();
        await node.AcceptAsync(media);

        await node.JsonAsync($"/v1/media/{media}", HttpMethod.Delete);

        var why = await node.WhyAsync(media);
        why.GetProperty("state").GetString().ShouldBe("gone");
        why.GetProperty("why").GetString().ShouldBe("The user admin deleted it.");
        why.GetProperty("bytes").GetInt64().ShouldBe(100);
    }

    [Fact]
    public async Task Why_a_media_went_is_known_for_as_long_as_is_set()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:KeepReasonsFor=10.00:00:00"]);
        var media = await node.UploadAsync("1m");
        node.Clock.Advance(TimeSpan.FromMinutes(61));
        await node.GoneAsync(media);
        await node.WhyAsync(media);

        node.Clock.Advance(TimeSpan.FromDays(11));
        await Eventually.HoldsAsync(() => node.Read<long>("SELECT COUNT(*) FROM forgotten") == 0, "the reason forgotten");

        (await node.Node.StatusAsync($"/api/media/{media}/why")).ShouldBe(HttpStatusCode.NotFound);
    }
}
