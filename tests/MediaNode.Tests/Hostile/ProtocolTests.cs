using System.Text;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>Whatever is spoken on the port gets a clean answer or a clean close: never a crash, never a stack trace.</summary>
public sealed class ProtocolTests
{
    private const string Host = "Host: node\r\n";
    private const string Close = "Connection: close\r\n\r\n";

    private static readonly (string Request, int[] Statuses)[] _requests =
    [
        ("GET /healthz HTTP/1.0\r\n\r\n", [200]),
        ("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /readyz HTTP/1.0\r\n\r\n", [200, 200]),
        ("POST /v1/media HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello", [401]),
        ("GET /healthz\r\n\r\n", [400]),
        ("GET /healthz HTTP/1.2\r\n" + Host + Close, [505]),
        ("GET /healthz HTTP/3.0\r\n" + Host + Close, [505]),
        ("GET /healthz HTTP/x\r\n" + Host + Close, [400]),
        ("GET /healthz HTTP/1.1\r\n\r\n", [400]),
        ("GET /healthz HTTP/1.1\r\n" + Host + "Host: other\r\n\r\n", [400]),
        ("GET /healthz HTTP/1.1\r\nHost: a b\r\n\r\n", [400]),
        ("OPTIONS * HTTP/1.1\r\n" + Host + Close, [404]),
        ("OPTIONS /v1/media HTTP/1.1\r\n" + Host + Close, [405]),
        ("TRACE /healthz HTTP/1.1\r\n" + Host + "X-Secret: s3cret\r\n" + Close, [405]),
        ("TRACE /v1/media HTTP/1.1\r\n" + Host + "X-Secret: s3cret\r\n" + Close, [405]),
        ("CONNECT node:80 HTTP/1.1\r\nHost: node:80\r\n" + Close, [404]),
        ("CONNECT /v1/media HTTP/1.1\r\n" + Host + Close, [405]),
        ("PROPFIND / HTTP/1.1\r\n" + Host + Close, [404]),
        ("\u0001\u0002 / HTTP/1.1\r\n" + Host + Close, [400]),
        (new string('A', 5000) + " /healthz HTTP/1.1\r\n" + Host + Close, [405]),
        ("GET /" + new string('a', 100_000) + " HTTP/1.1\r\n" + Host + Close, [414]),
        (new string('a', 100_000), [414]),
        ("GET /healthz HTTP/1.1\r\n" + Host + string.Concat(Enumerable.Range(0, 1000).Select(at => $"X-{at}: y\r\n")) + Close, [431]),
        ("GET /healthz HTTP/1.1\r\n" + Host + "X: " + new string('a', 100_000) + "\r\n" + Close, [431]),
        ("GET /healthz HTTP/1.1\r\n" + Host + new string('X', 100_000) + ": y\r\n" + Close, [431]),
        ("GET /healthz HTTP/1.1\r\n" + Host + "X: a\0b\r\n" + Close, [400]),
        ("GET /healthz HTTP/1.1\r\n" + Host + "X Y: z\r\n" + Close, [400]),
        ("GET /healthz HTTP/1.1\r\n" + Host + ": z\r\n" + Close, [400]),
        ("GET /healthz HTTP/1.1\r\n" + Host + "X\r\n" + Close, [400]),
        ("GET /healthz HTTP/1.1\r\n" + Host + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAA\r\n\r\n"
            + "GET /healthz HTTP/1.1\r\n" + Host + Close, [200, 200]),
        ("GET /healthz HTTP/1.1\r\n" + Host + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\nGET /healthz HTTP/1.1\r\n" + Host + Close, [200, 200]),
        (string.Concat(Enumerable.Repeat("GET /healthz HTTP/1.1\r\n" + Host + "\r\n", 500))
            + "GET /nowhere HTTP/1.1\r\n" + Host + Close, [.. Enumerable.Repeat(200, 500), 404]),
        ("GET /healthz HTTP/1.1\r\n" + Host + "Content-Length: 5\r\n\r\nhelloGET /readyz HTTP/1.1\r\n" + Host + Close, [200, 200]),
        ("DELETE /v1/media/x HTTP/1.1\r\n" + Host + "Transfer-Encoding: chunked\r\n" + "\r\n5\r\nhello\r\n0\r\n\r\n", [401]),
        ("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", [400]), // The hello of TLS.
        ("SSH-2.0-OpenSSH_9.2\r\n", [400]),
        ("*1\r\n$4\r\nPING\r\n", [400]),
        ("\r\n\r\n\r\n\r\nGET /healthz HTTP/1.1\r\n" + Host + Close, [200]),
    ];

    [Fact]
    public async Task Every_protocol_and_every_misuse_of_ours_is_answered_cleanly()
    {
        await using var node = await NodeProcess.StartAsync();
        foreach (var (request, statuses) in _requests)
        {
            var shown = request[..Math.Min(60, request.Length)];
            var answers = await RawConnection.ExchangeAsync(node.Url, request);
            answers.Rest.ShouldBeEmpty(shown);
            answers.All.Select(answer => answer.Status).ShouldBe(statuses, shown);
            foreach (var answer in answers.All)
            {
                answer.Text.ShouldNotContain("   at ");
                answer.Text.ShouldNotContain("s3cret");
                answer.Header("Server").ShouldBeNull();
                answer.Header("X-Powered-By").ShouldBeNull();
            }
        }

        node.IsAlive.ShouldBeTrue();
        node.Errors.ShouldBeEmpty();
        (await node.Client.GetStringAsync("/healthz")).ShouldBe("ok\n");
    }

    [Fact]
    public async Task HTTP_2_by_prior_knowledge_is_told_to_speak_HTTP_1()
    {
        await using var node = await NodeProcess.StartAsync();

        var answers = await RawConnection.ExchangeAsync(node.Url, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");

        answers.All.ShouldBeEmpty();
        // GOAWAY (7) on stream 0 with HTTP_1_1_REQUIRED (RFC 9113, section 7).
        Encoding.Latin1.GetBytes(answers.Rest).ShouldBe([0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13]);
        node.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Noise_of_any_kind_is_answered_cleanly()
    {
        await using var node = await NodeProcess.StartAsync();
        var random = new Random(20);
        for (var turn = 0; turn < 200; turn++)
        {
            var noise = new byte[random.Next(1, 5000)];
            random.NextBytes(noise);
            // Half of it begins like a request, so that more than the first line is reached.
            var start = turn % 2 == 0 ? "" : $"POST /v1/media HTTP/1.1\r\nHost: node\r\n{node.Login()}\r\nContent-Type: ";
            var answers = await RawConnection.ExchangeAsync(node.Url, start + Encoding.Latin1.GetString(noise) + "\r\n\r\n");
            answers.All.ShouldAllBe(answer => answer.Status >= 400 && answer.Status < 500);
        }

        node.IsAlive.ShouldBeTrue();
        node.Errors.ShouldBeEmpty();
    }
}
