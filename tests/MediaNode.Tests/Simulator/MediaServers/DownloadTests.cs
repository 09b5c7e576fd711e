using System.Globalization;
using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.MediaServers;

public class DownloadTests
{
    [Fact]
    public async Task Head_tells_the_length()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var answer = await servers.StoreAsync(bytes);

        var response = await servers.FetchAsync(answer.DirectPath, method: HttpMethod.Head, range: "bytes=0-9");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentLength.ShouldBe(bytes.Length);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=16-47", 16, 48)]
    [InlineData("bytes=99990-", 99_990, 100_026)]
    [InlineData("bytes=-10", 100_016, 100_026)]
    [InlineData("bytes=65530-65600", 65_530, 65_601)]
    public async Task A_range_is_answered_with_its_bytes(string range, int from, int to)
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        bytes.Length.ShouldBe(100_026);
        var answer = await servers.StoreAsync(bytes);

        var response = await servers.FetchAsync(answer.DirectPath, range: range);

        response.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        response.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {from}-{to - 1}/100026");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(bytes[from..to]);
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_refused_with_the_length()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var answer = await servers.StoreAsync(MediaServersUnderTest.Sealed());

        var response = await servers.FetchAsync(answer.DirectPath, range: "bytes=100026-");

        response.StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        response.Content.Headers.ContentRange!.ToString().ShouldBe("bytes */100026");
    }

    [Fact]
    public async Task A_blob_is_gone_after_14_days_and_never_was_a_day_later()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var answer = await servers.StoreAsync(MediaServersUnderTest.Sealed());
        var oe = long.Parse(answer.DirectPath.Split("oe=")[1].Split('&')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        (DateTimeOffset.FromUnixTimeSeconds(oe) - servers.Host.Clock.GetUtcNow()).ShouldBeInRange(TimeSpan.FromDays(13.99), TimeSpan.FromDays(14));
        await servers.TurnAsync("13d23h");
        (await servers.FetchAsync(answer.DirectPath)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await servers.TurnAsync("1h");
        (await servers.FetchAsync(answer.DirectPath)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await servers.FetchAsync(answer.DirectPath, method: HttpMethod.Head)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        await Eventually.HoldsAsync(() => Directory.GetFiles(Path.Combine(servers.Directory, "blobs")).Length == 0, "the blob is swept");
        await servers.RestartAsync();
        (await servers.FetchAsync(answer.DirectPath)).StatusCode.ShouldBe(HttpStatusCode.Gone);

        await servers.TurnAsync("1d");
        (await servers.FetchAsync(answer.DirectPath)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await servers.ListAsync()).GetProperty("media")[0].GetProperty("state").GetString().ShouldBe("expired");
    }

    [Fact]
    public async Task A_wrong_hash_is_refused()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var answer = await servers.StoreAsync(bytes);
        var token = MediaServersUnderTest.TokenOf(bytes);

        (await servers.FetchAsync(answer.DirectPath, MediaServersUnderTest.TokenOf([1]))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await servers.FetchAsync(answer.DirectPath, "x")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await servers.FetchAsync(answer.DirectPath, token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await servers.FetchAsync(answer.DirectPath, token + "=")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("oh=01_", "oh=02_")]
    [InlineData("&oh=", "&was=")]
    [InlineData("oe=", "oe=0")]
    [InlineData("&oe=", "&was=")]
    public async Task A_path_whose_signature_or_expiry_was_touched_is_refused(string before, string after)
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var answer = await servers.StoreAsync(MediaServersUnderTest.Sealed());

        var response = await servers.FetchAsync(answer.DirectPath.Replace(before, after, StringComparison.Ordinal));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.JsonAsync()).GetProperty("error").GetString().ShouldBe("`oh` or `oe` is missing or changed; they must be those of the direct_path.");
        (await servers.FetchAsync(answer.DirectPath)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("..%2f..%2fsimulator.db")]
    [InlineData("..%2fclock")]
    [InlineData("%2e%2e%2f%2e%2e%2fclock_n.enc")]
    [InlineData("..%2f..%2f..%2f..%2f..%2f..%2f.../etc_n.enc")]
    [InlineData("..%5c..%5cclock")]
    [InlineData("00000000000000000000000000000000_n.enc")]
    [InlineData("..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fa_n.enc")]
    public async Task A_path_asks_for_an_id_and_nothing_else(string name)
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        await servers.StoreAsync(MediaServersUnderTest.Sealed());
        using var socket = await Wire.ConnectAsync(servers.Host.Urls[0]);
        await socket.SendAsync($"GET /media-hosts/mmg-1/v/t62.7118-24/{name}?oe=FFFFFFFF HTTP/1.1\r\nHost: wa\r\n\r\n");

        (await socket.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 404 ");
    }

    [Fact]
    public async Task A_restart_forgets_no_blob()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var answer = await servers.StoreAsync(bytes);

        await servers.RestartAsync();

        (await (await servers.FetchAsync(answer.DirectPath)).Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        (await servers.HeldAsync(bytes)).ShouldBe("complete");
    }
}
