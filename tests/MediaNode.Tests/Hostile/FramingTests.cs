using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>Where a body ends is never a matter of opinion: a request behind a doubtful one may be another's (CVE-2025-55315).</summary>
public sealed class FramingTests(SharedNode shared) : IClassFixture<SharedNode>
{
    // Whoever finds a request here was smuggled to.
    private const string Behind = "GET /healthz HTTP/1.1\r\nHost: node\r\n\r\n";

    private readonly TestNode _node = shared.Node;

    [Theory]
    [InlineData("an extension with a bare LF", "5;a\nb\r\nhello\r\n0\r\n\r\n")]
    [InlineData("an extension that a bare LF ends", "5;a\nhello\r\n0\r\n\r\n")]
    [InlineData("bare LF", "5\nhello\n0\n\n")]
    [InlineData("a bare LF behind the data", "5\r\nhello\n0\r\n\r\n")]
    [InlineData("bare CR", "5\rhello\r0\r\r")]
    [InlineData("a size beyond 64 bits", "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("the greatest size of 64 bits", "7FFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("a size beyond 31 bits", "FFFFFFFF\r\nhello\r\n0\r\n\r\n")]
    [InlineData("a negative size", "-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("a signed size", "+5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("a size with a prefix", "0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("white space before the size", " 5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("white space behind the size", "5 \r\nhello\r\n0\r\n\r\n")]
    [InlineData("no size", "\r\nhello\r\n0\r\n\r\n")]
    [InlineData("more data than the size", "3\r\nhello\r\n0\r\n\r\n")]
    [InlineData("no end of the data", "5\r\nhello0\r\n\r\n")]
    public async Task Malformed_chunks_are_told_once_and_closed_on(string what, string chunks)
    {
        foreach (var path in (string[])["/v1/media", "/v1/users/login"])
        {
            var answer = await ExchangeAsync("Transfer-Encoding: chunked", chunks + Behind, path);
            answer.Status.ShouldBe(400, what);
            answer.Text.ShouldContain("\"code\":1025,", customMessage: what);
        }

        _node.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 15")]
    [InlineData("Content-Length: 15\r\nContent-Length: 15")]
    [InlineData("Content-Length: 15\r\nContent-Length: 16")]
    [InlineData("Content-Length: 15, 15")]
    [InlineData("Content-Length: 15,16")]
    [InlineData("Content-Length: -1")]
    [InlineData("Content-Length: 0xF")]
    [InlineData("Content-Length: 15.0")]
    [InlineData("Content-Length: ")]
    [InlineData("Content-Length: 9223372036854775808")]
    [InlineData("Content-Length: 99999999999999999999999999")]
    [InlineData("Content-Length : 15")]
    [InlineData("Transfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: gzip, chunked")]
    [InlineData("Transfer-Encoding: chunked, chunked")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    [InlineData("Transfer-Encoding: \"chunked\"")]
    [InlineData("Transfer-Encoding: chunked;q=1")]
    [InlineData("Transfer-Encoding: \u000bchunked")]
    [InlineData("Transfer-Encoding : chunked")]
    [InlineData("X: y\r\n Transfer-Encoding: chunked")]
    public async Task An_uncertain_length_is_told_once_and_closed_on(string framing)
    {
        (await ExchangeAsync(framing, "5\r\nhello\r\n0\r\n\r\n" + Behind)).Status.ShouldBe(400);

        _node.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("5;name=value;other=\"quoted\"\r\nhello\r\n0;last\r\n\r\n")]
    [InlineData("00005\r\nhello\r\n000\r\n\r\n")]
    [InlineData("1\r\nh\r\n4\r\nello\r\n0\r\nTrailer: one\r\nAnother: two\r\n\r\n")]
    public async Task Unusual_chunks_that_are_well_formed_are_taken_and_the_next_request_is_answered(string chunks)
    {
        await using var node = await TestNode.StartAsync();
        using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(Head(node, "Transfer-Encoding: chunked") + chunks + Behind);

        var stored = await connection.ReadAnswerAsync();
        stored.Status.ShouldBe(201);
        (await connection.ReadAnswerAsync()).Text.ShouldBe("ok\n");
        (await File.ReadAllTextAsync(node.Files.ShouldHaveSingleItem())).ShouldBe("hello");
    }

    /// <returns>The one answer; the connection was then closed in order, so that a client that is still sending reads it.</returns>
    private async Task<RawAnswer> ExchangeAsync(string framing, string rest, string path = "/v1/media")
    {
        var answers = await RawConnection.ExchangeAsync(_node.Url, Head(_node, framing, path) + rest);
        answers.Reset.ShouldBeFalse();
        answers.Single.Header("Connection").ShouldBe("close");
        return answers.Single;
    }

    private static string Head(TestNode node, string framing, string path = "/v1/media") =>
        RawRequest.Head(
            $"POST {path}", "Content-Type: image/jpeg", path == "/v1/media" ? node.Login() : "Authorization: Basic YWRtaW46d3Jvbmc=", framing);
}
