using System.Net;
using System.Security.Cryptography;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.MediaServers;

public class UploadTests
{
    [Fact]
    public async Task Media_conn_names_three_hosts_and_an_auth()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();

        var answer = await (await servers.Client.GetAsync("/wa/15550009999/media_conn")).JsonAsync();

        answer.GetProperty("ttl").GetInt32().ShouldBe(300);
        answer.GetProperty("auth_ttl").GetInt32().ShouldBe(3600);
        answer.GetProperty("max_buckets").GetInt32().ShouldBe(12);
        var hosts = answer.GetProperty("hosts").EnumerateArray().ToList();
        hosts.Select(host => host.GetProperty("hostname").GetString()).ShouldBe(["mmg-1", "mmg-2", "mmg-fallback"]);
        hosts.Select(host => host.GetProperty("type").GetString()).ShouldBe(["primary", "primary", "fallback"]);
        hosts[0].GetProperty("url").GetString().ShouldBe($"{servers.Host.Urls[0]}/media-hosts/mmg-1");
        (await servers.Client.GetAsync("/wa/+1555/media_conn")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("image")]
    [InlineData("video")]
    [InlineData("ptt")]
    [InlineData("document")]
    [InlineData("sticker")]
    public async Task What_was_uploaded_is_fetched_from_every_host(string type)
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();

        var answer = await servers.StoreAsync(bytes, type: type);

        answer.DirectPath.ShouldMatch(@"\A/v/t62\.[0-9]+-24/[0-9a-f]{32}_n\.enc\?ccb=11-4&oh=[0-9a-z_]+&oe=[0-9A-F]{8}&_nc_sid=5e03e0\z");
        answer.Url.ShouldBe($"{servers.Host.Urls[0]}/media-hosts/mmg-1{answer.DirectPath}&mms3=true");
        answer.Handle.ShouldNotBeEmpty();
        foreach (var host in new[] { "mmg-1", "mmg-2", "mmg-fallback" })
        {
            var fetched = await servers.FetchAsync(answer.DirectPath, MediaServersUnderTest.TokenOf(bytes), host);
            (await fetched.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        }

        (await servers.Client.GetByteArrayAsync(new Uri(answer.Url))).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_token_may_have_padding_or_not()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var bare = MediaServersUnderTest.TokenOf(bytes);
        var auth = await servers.AuthAsync();

        foreach (var (path, query) in new[] { (bare + "=", bare), (bare, bare + "="), (bare + "%3D", bare + "%3D"), (bare, bare) })
        {
            var response = await servers.Client.PostAsync($"/media-hosts/mmg-1/mms/image/{path}?auth={auth}&token={query}", new ByteArrayContent(bytes));
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Tokens_that_differ_or_are_none_are_refused()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var token = MediaServersUnderTest.TokenOf(bytes);
        var other = MediaServersUnderTest.TokenOf([1]);
        var auth = await servers.AuthAsync();

        foreach (var (path, query) in new[] { (token, other), (token, ""), ("short", "short"), (token[..42] + "+", token), (token[..42] + "%20", token) })
        {
            var response = await servers.Client.PostAsync($"/media-hosts/mmg-1/mms/image/{path}?auth={auth}&token={query}", new ByteArrayContent(bytes));
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await response.JsonAsync()).GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        }

        (await servers.ListAsync()).GetProperty("media").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Bytes_without_the_announced_digest_are_not_kept()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var token = MediaServersUnderTest.TokenOf(bytes);
        bytes[500] ^= 1;

        (await servers.UploadAsync(bytes, token)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);

        bytes[500] ^= 1;
        (await servers.HeldAsync(bytes)).ShouldBe("0");
        Directory.GetFiles(servers.Directory, "*", SearchOption.AllDirectories).ShouldAllBe(path => !path.Contains("partials") && !path.Contains("blobs"));
    }

    [Fact]
    public async Task An_auth_holds_an_hour_of_the_clock_and_over_a_restart()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var auth = await servers.AuthAsync();
        await servers.TurnAsync("59m");
        await servers.RestartAsync();
        (await servers.UploadAsync(MediaServersUnderTest.Sealed(), auth: auth)).StatusCode.ShouldBe(HttpStatusCode.OK);

        await servers.TurnAsync("1m");

        (await servers.UploadAsync(MediaServersUnderTest.Sealed(), auth: auth)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await servers.UploadAsync(MediaServersUnderTest.Sealed())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_auth_that_was_never_given_out_is_refused()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var auth = await servers.AuthAsync();
        var changed = auth[0] == 'A' ? "B" + auth[1..] : "A" + auth[1..];

        foreach (var foreign in new[] { "", "x", changed, auth + auth })
        {
            (await servers.UploadAsync(MediaServersUnderTest.Sealed(), auth: foreign)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_body_needs_a_length()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var token = MediaServersUnderTest.TokenOf(bytes);
        var request = new HttpRequestMessage(HttpMethod.Post, $"/media-hosts/mmg-1/mms/image/{token}?auth={await servers.AuthAsync()}&token={token}")
        {
            Content = new ByteArrayContent(bytes),
            Headers = { TransferEncodingChunked = true },
        };

        (await servers.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.LengthRequired);
    }

    [Fact]
    public async Task More_than_100_MB_sealed_is_refused_before_it_comes()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var token = MediaServersUnderTest.TokenOf([1]);
        using var socket = await Wire.ConnectAsync(servers.Host.Urls[0]);
        await socket.SendAsync(
            $"POST /media-hosts/mmg-1/mms/document/{token}?auth={await servers.AuthAsync()}&token={token} HTTP/1.1\r\n" +
            $"Host: wa\r\nContent-Length: {SealedLength.Of(100 << 20) + 1}\r\n\r\n");

        (await socket.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 413 ");
    }

    [Fact]
    public async Task What_is_there_already_can_be_asked_for_and_uploaded_again()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed();
        var first = await servers.StoreAsync(bytes);

        var check = await (await servers.CheckAsync(bytes, "mmg-2")).JsonAsync();
        check.GetProperty("resume").GetString().ShouldBe("complete");
        check.GetProperty("direct_path").GetString().ShouldBe(first.DirectPath);
        check.GetProperty("handle").GetString().ShouldBe(first.Handle);
        check.GetProperty("url").GetString()!.ShouldContain("/media-hosts/mmg-2/");

        await servers.TurnAsync("13d");
        var second = await servers.StoreAsync(bytes);
        second.DirectPath.ShouldNotBe(first.DirectPath);
        await servers.TurnAsync("1d");
        (await servers.FetchAsync(first.DirectPath)).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await (await servers.FetchAsync(second.DirectPath)).Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        (await (await servers.CheckAsync(bytes)).JsonAsync()).GetProperty("direct_path").GetString().ShouldBe(second.DirectPath);
        await servers.TurnAsync("13d");
        (await servers.HeldAsync(bytes)).ShouldBe("0");
    }

    [Fact]
    public async Task Hosts_and_types_that_do_not_exist_are_refused_with_words()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();

        (await servers.UploadAsync(MediaServersUnderTest.Sealed(), host: "mmg-9")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var type = await servers.UploadAsync(MediaServersUnderTest.Sealed(), type: "picture");
        type.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await type.JsonAsync()).GetProperty("error").GetString()!.ShouldContain("ptt");
    }

    [Fact]
    public async Task Uploads_at_once_of_the_same_bytes_are_blobs_of_their_own()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var bytes = MediaServersUnderTest.Sealed(300_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => servers.StoreAsync(bytes)));

        answers.Select(answer => answer.DirectPath).ShouldBeUnique();
        foreach (var answer in answers)
        {
            SHA256.HashData(await servers.Client.GetByteArrayAsync(new Uri(answer.Url))).ShouldBe(SHA256.HashData(bytes));
        }
    }

    [Fact]
    public async Task Hundreds_of_uploads_one_after_another_are_all_taken()
    {
        await using var servers = await MediaServersUnderTest.StartAsync();
        var auth = await servers.AuthAsync();
        var bytes = MediaServersUnderTest.Sealed();

        for (var upload = 0; upload < 300; upload++)
        {
            (await servers.UploadAsync(bytes, auth: auth)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await servers.ListAsync("?limit=1000")).GetProperty("media").GetArrayLength().ShouldBe(300);
    }
}
