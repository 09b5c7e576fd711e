using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Uploads;

public class UploadLimitTests
{
    [Theory]
    [InlineData("1000", 1000)]
    [InlineData("100 KB", 102_400)]
    [InlineData("1 MB", 1_048_576)]
    public async Task A_media_of_the_limit_is_taken_and_one_byte_more_is_not(string limit, int bytes)
    {
        await using var node = await TestNode.StartAsync([$"--Uploads:MaxBytes={limit}"]);

        foreach (var chunked in (bool[])[false, true])
        {
            await node.UploadAsync(Bytes.Random(bytes), chunked: chunked);

            using var refused = await node.PostMediaAsync(Bytes.Random(bytes + 1), chunked: chunked);
            var details = await refused.ShouldRefuseAsync(HttpStatusCode.RequestEntityTooLarge, 1009);
            details.ShouldContain($"({bytes} bytes) are accepted");
            details.Contains($"has {bytes + 1} bytes", StringComparison.Ordinal).ShouldBe(!chunked);
        }

        node.Files.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_originals_older_limit_is_one_setting_away()
    {
        await using var node = await TestNode.StartAsync(["--Uploads:MaxBytes=64 MB"]);

        foreach (var (length, status) in ((long, int)[])[(64L << 20, 100), ((64L << 20) + 1, 413)])
        {
            using var client = await PlainSocket.ConnectAsync(node);
            await client.SendAsync(PlainSocket.Head(
                node, "POST", "/v1/media", "Content-Type: video/mp4", $"Content-Length: {length}", "Expect: 100-continue"));
            (await client.ReadAsync()).Status.ShouldBe(status);
        }
    }

    [Fact]
    public async Task By_default_100_MB_are_taken()
    {
        await using var node = await TestNode.StartAsync();

        foreach (var (length, status) in ((long, int)[])[(100L << 20, 100), ((100L << 20) + 1, 413)])
        {
            using var client = await PlainSocket.ConnectAsync(node);
            await client.SendAsync(PlainSocket.Head(
                node, "POST", "/v1/media", "Content-Type: video/mp4", $"Content-Length: {length}", "Expect: 100-continue"));
            (await client.ReadAsync()).Status.ShouldBe(status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_sends_everything_before_it_reads_gets_to_read_that_it_was_too_much(bool chunked)
    {
        await using var node = await TestNode.StartAsync(["--Uploads:MaxBytes=1 MB"]);
        var bytes = Bytes.Random(30 << 20);
        using var client = await PlainSocket.ConnectAsync(node);
        await client.SendAsync(PlainSocket.Head(
            node, "POST", "/v1/media", "Content-Type: video/mp4", chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {bytes.Length}"));
        await client.SendAsync(chunked ? $"{bytes.Length:x}\r\n" : "");
        await client.SendAsync(bytes);
        await client.SendAsync(chunked ? "\r\n0\r\n\r\n" : "");

        var answer = await client.ReadAsync();

        answer.Status.ShouldBe(413);
        answer.Text.ShouldContain("\"code\":1009");
        node.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task After_a_refusal_the_connection_serves_the_next_request()
    {
        await using var node = await TestNode.StartAsync(["--Uploads:MaxBytes=1 MB"]);
        using var client = await PlainSocket.ConnectAsync(node);
        await client.SendAsync(PlainSocket.Head(node, "POST", "/v1/media", "Content-Type: video/mp4", "Content-Length: 3000000"));
        await client.SendAsync(Bytes.Random(3_000_000));
        (await client.ReadAsync()).Status.ShouldBe(413);

        await client.SendAsync(PlainSocket.Head(node, "POST", "/v1/media", "Content-Type: video/mp4", "Content-Length: 3") + "abc");
        (await client.ReadAsync()).Status.ShouldBe(201);
    }
}
