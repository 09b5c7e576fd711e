using System.Net;
using System.Security.Cryptography;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.MediaServers;

public class MediaListTests
{
    [Fact]
    public async Task The_list_shows_every_blob_and_how_often_it_was_fetched()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var answer = await servers.StoreAsync(bytes, "mmg-2", "video");
        await (await servers.FetchAsync(answer.DirectPath)).Content.ReadAsByteArrayAsync();
        await (await servers.FetchAsync(answer.DirectPath, range: "bytes=0-9")).Content.ReadAsByteArrayAsync();
        await servers.FetchAsync(answer.DirectPath, method: HttpMethod.Head);
        await DownloadsAreAsync(servers, 2);
        await servers.RestartAsync();

        var list = await servers.ListAsync();

        list.GetProperty("next").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var blob = list.GetProperty("media").EnumerateArray().ShouldHaveSingleItem();
        blob.GetProperty("direct_path").GetString().ShouldBe(answer.DirectPath);
        blob.GetProperty("token").GetBytesFromBase64().ShouldBe(SHA256.HashData(bytes));
        blob.GetProperty("length").GetInt64().ShouldBe(bytes.Length);
        blob.GetProperty("type").GetString().ShouldBe("video");
        blob.GetProperty("host").GetString().ShouldBe("mmg-2");
        blob.GetProperty("state").GetString().ShouldBe("stored");
        blob.GetProperty("downloads").GetInt32().ShouldBe(2);
        (blob.GetProperty("expires_at").GetDateTimeOffset() - blob.GetProperty("stored_at").GetDateTimeOffset())
            .ShouldBeInRange(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1), TimeSpan.FromDays(14));
    }

    [Fact]
    public async Task Pages_follow_each_other_until_there_is_no_next()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var stored = new List<string>();
        for (var seed = 0; seed < 5; seed++)
        {
            stored.Add((await servers.StoreAsync(MediaServersUnderTest.Sealed(1_000, seed))).DirectPath);
        }

        var shown = new List<string>();
        var next = "0";
        while (next.Length > 0)
        {
            var page = await servers.ListAsync($"?limit=2&after={next}");
            shown.AddRange(page.GetProperty("media").EnumerateArray().Select(blob => blob.GetProperty("direct_path").GetString()!));
            next = page.GetProperty("next").ToString();
        }

        shown.ShouldBe(stored);
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=1001")]
    [InlineData("?after=-1")]
    [InlineData("?after=x")]
    public async Task A_page_that_cannot_be_is_refused(string query)
    {
        await using var servers = await MediaServersUnderTest.StartAsync();

        (await servers.Client.GetAsync($"/sim/media{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    /// <summary>A download counts once its last byte was handed over, which may be a moment after the client has it.</summary>
    private static async Task DownloadsAreAsync(MediaServersUnderTest servers, int count)
    {
        while ((await servers.ListAsync()).GetProperty("media")[0].GetProperty("downloads").GetInt32() < count)
        {
            await Task.Yield();
        }
    }
}
