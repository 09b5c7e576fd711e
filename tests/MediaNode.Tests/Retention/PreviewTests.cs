using System.Net;
using MediaNode.Tests.Renditions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

public class PreviewTests
{
    [Fact]
    public async Task A_sweep_takes_what_the_preview_said_and_no_other()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=10d, incoming/video=2d, link=5d", "--Retention:Every=30.00:00:00"]);
        var random = new Random(7);
        var all = new List<string>();
        for (var number = 0; number < 60; number++)
        {
            var media = await node.UploadAsync(random.Next(4) == 0 ? "3d" : null, random.Next(1, 500), random.Next(2) == 0 ? "video/mp4" : "image/png");
            all.Add(media);
            await node.ChangeAsync("UPDATE media SET origin = @Origin WHERE id = @Id", new { Origin = random.Next(3), Id = media });
            switch (random.Next(6))
            {
                case 0:
                    await node.SendAsync(media);
                    break;
                case 1:
                    await node.AcceptAsync(media);
                    break;
                case 2:
                    await node.FailedAsync(await node.AcceptAsync(media));
                    break;
                case 3:
                    await node.JsonAsync($"/api/media/{media}/pin", HttpMethod.Put);
                    break;
            }

            node.Clock.Advance(TimeSpan.FromHours(9));
        }

        var preview = await node.JsonAsync("/api/retention/preview");
        all.Count(id => File.Exists(Path.Combine(node.Node.Outgoing, id))).ShouldBe(60);
        var said = preview.GetProperty("first").EnumerateArray().Select(one => one.GetProperty("id").GetString()!).ToList();
        var whys = preview.GetProperty("first").EnumerateArray().ToDictionary(one => one.GetProperty("id").GetString()!, one => one.GetProperty("why").GetString());

        var sweep = await node.SweepAsync();

        var (count, bytes) = (preview.GetProperty("goes").GetProperty("count").GetInt64(), preview.GetProperty("goes").GetProperty("bytes").GetInt64());
        count.ShouldBeInRange(5, 55);
        (sweep.GetProperty("forgotten").GetInt64(), sweep.GetProperty("bytes").GetInt64()).ShouldBe((count, bytes));
        all.Where(id => !File.Exists(Path.Combine(node.Node.Outgoing, id))).ShouldBe(said);
        foreach (var id in said)
        {
            (await node.WhyAsync(id)).GetProperty("why").GetString().ShouldBe(whys[id]);
        }

        preview.GetProperty("by_rule").EnumerateArray().Sum(row => row.GetProperty("count").GetInt64()).ShouldBe(count);
        preview.GetProperty("by_rule").EnumerateArray().Sum(row => row.GetProperty("bytes").GetInt64()).ShouldBe(bytes);
        preview.GetProperty("needed").GetProperty("count").GetInt64().ShouldBeGreaterThan(0);
        preview.GetProperty("next").GetString().ShouldBeNull();
        (await node.JsonAsync("/api/retention/preview")).GetProperty("goes").GetProperty("count").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task Renditions_and_thumbnails_count_as_bytes_of_the_media()
    {
        var fake = new FakeProcessor();
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=10d", "--Retention:Every=30.00:00:00"], configure: fake.Install);
        var id = await node.Node.UploadTransparentAsync();
        await node.Node.MadeAsync(id, "kind=image");
        var bytes = node.Node.AllFiles().Sum(path => new FileInfo(path).Length);
        Directory.GetFiles(node.Node.RenditionFolder()).Length.ShouldBe(2);
        node.Clock.Advance(TimeSpan.FromDays(11));

        (await node.JsonAsync("/api/retention/preview")).GetProperty("goes").GetProperty("bytes").GetInt64().ShouldBe(bytes);
        (await node.SweepAsync()).GetProperty("bytes").GetInt64().ShouldBe(bytes);
        node.Node.AllFiles().ShouldBeEmpty();
    }

    [Fact]
    public async Task Other_rules_can_be_tried_and_take_nothing()
    {
        await using var node = await RetentionNode.StartAsync();
        var media = await node.UploadAsync(bytes: 321);
        node.Clock.Advance(TimeSpan.FromDays(31));
        (await node.JsonAsync("/api/retention/preview")).GetProperty("goes").GetProperty("count").GetInt64().ShouldBe(0);

        var preview = await node.JsonAsync("/api/retention/preview?rules=outgoing%3D30d");

        preview.GetProperty("rules").GetString().ShouldBe("outgoing=30d");
        preview.GetProperty("goes").GetProperty("bytes").GetInt64().ShouldBe(321);
        preview.GetProperty("by_rule")[0].GetProperty("origin").GetString().ShouldBe("upload");
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.IsKeptAsync(media)).ShouldBeTrue();
    }

    [Fact]
    public async Task It_goes_on_behind_any_media()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Every=30.00:00:00"]);
        var media = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            media.Add(await node.UploadAsync());
            node.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        node.Clock.Advance(TimeSpan.FromDays(2));
        var rest = await node.JsonAsync($"/api/retention/preview?rules=outgoing=1d&after={media[2]}");

        rest.GetProperty("first").EnumerateArray().Select(one => one.GetProperty("id").GetString()).ShouldBe(media[3..]);
    }

    [Theory]
    [InlineData("rules=everything%3D1d", "is no rule")]
    [InlineData("after=x", "after must be")]
    [InlineData("rule=outgoing%3D1d", "no other parameters")]
    public async Task What_it_does_not_know_is_refused(string query, string why)
    {
        await using var node = await RetentionNode.StartAsync();

        using var response = await node.Node.GetAsync($"/api/retention/preview?{query}");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain(why);
    }

    [Theory]
    [InlineData("GET", "/api/retention/preview")]
    [InlineData("POST", "/api/retention/sweep")]
    [InlineData("GET", "/api/retention/sweeps")]
    [InlineData("PUT", "/v1/services/media/gc")]
    [InlineData("PUT", "/v1/services/message/gc")]
    public async Task Only_administrators_sweep(string method, string path)
    {
        await using var node = await RetentionNode.StartAsync();
        var bearer = await node.Node.AddUserAsync("ordinary");

        using var response = await node.Node.SendAsync(new HttpMethod(method), path, bearer: bearer);

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
