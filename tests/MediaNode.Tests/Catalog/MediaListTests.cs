using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Catalog;

public class MediaListTests
{
    [Fact]
    public async Task An_empty_node_has_an_empty_list()
    {
        await using var node = await TestNode.StartAsync();

        using var response = await node.GetAsync("/api/media");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"media":[],"next":null}""");
    }

    [Fact]
    public async Task A_media_is_listed_with_all_that_is_known_of_it()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        await using var node = await TestNode.StartAsync(clock: clock);
        var bytes = Bytes.Random(1234);
        var id = await node.UploadAsync(bytes, "audio/ogg; codecs=opus");

        var media = (await node.MediaAsync()).Single();

        media.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "type", "length", "digest", "state", "created_at"]);
        media.GetProperty("id").GetString().ShouldBe(id);
        media.GetProperty("type").GetString().ShouldBe("audio/ogg; codecs=opus");
        media.GetProperty("length").GetInt64().ShouldBe(1234);
        media.GetProperty("digest").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
        media.GetProperty("state").GetString().ShouldBe("stored");
        media.GetProperty("created_at").GetDateTimeOffset().ShouldBe(clock.GetUtcNow());
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 3)]
    [InlineData(3, 2)]
    [InlineData(1000, 1)]
    public async Task Pages_hold_every_media_once_in_the_order_of_upload(int limit, int fullPages)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var node = await TestNode.StartAsync(clock: clock);
        var uploaded = new List<string>();
        for (var upload = 0; upload < 5; upload++)
        {
            uploaded.Add(await node.UploadAsync([(byte)upload]));
            clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        var listed = new List<string>();
        var pages = 0;
        string? next = null;
        do
        {
            using var response = await node.GetAsync($"/api/media?limit={limit}{(next is null ? "" : $"&after={next}")}");
            var page = await response.JsonAsync();
            var ids = page.GetProperty("media").EnumerateArray().Select(media => media.GetProperty("id").GetString()!).ToList();
            ids.Count.ShouldBeLessThanOrEqualTo(limit);
            listed.AddRange(ids);
            pages += ids.Count > 0 ? 1 : 0;
            next = page.GetProperty("next").ValueKind == JsonValueKind.Null ? null : page.GetProperty("next").GetString();
        }
        while (next is not null);

        listed.ShouldBe(uploaded);
        pages.ShouldBe(fullPages);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=ten")]
    [InlineData("limit=99999999999999")]
    [InlineData("limit=")]
    [InlineData("limit=1&limit=2")]
    [InlineData("after=x")]
    [InlineData("after=")]
    [InlineData("after=%27%20OR%201=1")]
    public async Task A_page_that_cannot_be_is_refused_as_a_problem(string query)
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await node.GetAsync($"/api/media?{query}");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        refused.Content.Headers.ContentType!.ToString().ShouldBe("application/problem+json");
        var problem = await refused.JsonAsync();
        problem.GetProperty("type").GetString().ShouldBe("urn:medianode:problem:parameter-invalid");
        problem.GetProperty("status").GetInt32().ShouldBe(400);
        problem.GetProperty("code").GetInt32().ShouldBe(1009);
        problem.GetProperty("title").GetString().ShouldBe("Parameter value is not valid");
        problem.GetProperty("detail").GetString()!.ShouldContain(query.Split('=')[0]);
    }
}
