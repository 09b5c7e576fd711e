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

        media.EnumerateObject().Select(member => member.Name).ShouldBe(["id", "type", "length", "digest", "state", "origin", "created_at"]);
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

    [Fact]
    public async Task A_filter_that_there_is_not_is_refused_with_those_there_are()
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await node.GetAsync("/api/media?kind=image");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.JsonAsync()).GetProperty("detail").GetString().ShouldBe(
            "This call has no other parameters than limit, after, type, state, origin, min_length, max_length, created_after, created_before.");
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

    [Theory]
    [InlineData("type=image/", "0 1 2")]
    [InlineData("type=IMAGE/jpeg", "0 1")]
    [InlineData("type=audio/ogg", "3")]
    [InlineData("type=image/jp", "")]
    [InlineData("type=image/_peg", "")]
    [InlineData("state=stored", "0 1 2 3")]
    [InlineData("state=missing", "")]
    [InlineData("origin=upload", "0 1 2 3")]
    [InlineData("origin=link", "")]
    [InlineData("min_length=20", "1 2 3")]
    [InlineData("max_length=20", "0 1")]
    [InlineData("min_length=20&max_length=30&type=image/", "1 2")]
    [InlineData("created_after=2030-01-01T00:00:01Z", "1 2 3")]
    [InlineData("created_before=2030-01-01T00:00:01Z", "0")]
    [InlineData("created_after=2030-01-01T01:00:01%2B01:00&created_before=2030-01-01T00:00:02.5Z", "1 2")]
    public async Task A_filter_lists_those_that_meet_it_and_pages_hold_each_once(string query, string expected)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var node = await TestNode.StartAsync(clock: clock);
        var ids = new List<string>();
        foreach (var type in (string[])["image/jpeg", "Image/JPEG; q=1", "image/png", "audio/ogg; codecs=opus"])
        {
            ids.Add(await node.UploadAsync(Bytes.Random(10 * (ids.Count + 1)), type));
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        var listed = new List<string>();
        string? next = null;
        do
        {
            using var response = await node.GetAsync($"/api/media?{query}&limit=1{(next is null ? "" : $"&after={next}")}");
            var page = await response.JsonAsync();
            listed.AddRange(page.GetProperty("media").EnumerateArray().Select(media => media.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        listed.Select(id => ids.IndexOf(id)).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
    }

    [Theory]
    [InlineData("type=", "type must be")]
    [InlineData("type=image", "type must be")]
    [InlineData("type=image/jpeg;q=1", "type must be")]
    [InlineData("type=/", "type must be")]
    [InlineData("type=image/&type=video/", "type is given 2 times")]
    [InlineData("state=deleting", "state must be one of stored, missing, damaged")]
    [InlineData("origin=elsewhere", "origin must be one of upload, link, incoming")]
    [InlineData("min_length=-1", "min_length must be")]
    [InlineData("max_length=many", "max_length must be")]
    [InlineData("min_length=2&max_length=1", "min_length is more than max_length")]
    [InlineData("created_after=2030-01-01", "created_after must be a time with its zone")]
    [InlineData("created_after=2030-01-01T00:00:00", "created_after must be a time with its zone")]
    [InlineData("created_before=yesterday", "created_before must be a time with its zone")]
    [InlineData("created_after=2030-01-02T00:00:00Z&created_before=2030-01-01T00:00:00Z", "created_after is not before created_before")]
    public async Task A_filter_that_makes_no_sense_is_refused_with_the_reason(string query, string why)
    {
        await using var node = await TestNode.StartAsync();

        using var refused = await node.GetAsync($"/api/media?{query}");

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.JsonAsync()).GetProperty("detail").GetString()!.ShouldStartWith(why);
    }
}
