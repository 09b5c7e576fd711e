using System.Text;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>The log is the operator's: no client writes into it, and no secret gets there.</summary>
public sealed class LogTests
{
    private const string Marker = "zebra-crossing";

    // Forged lines, colours and bells for a terminal, and the placeholders of other people's loggers.
    private static readonly string[] _poisons =
    [
        $"{Marker}%0a2026-01-01T00:00:00.000Z%20fail:%20forged", $"{Marker}%1b[31m",
        $"{Marker}${{jndi:ldap:}}", $"{Marker}{{0}}{{Id}}", $"{Marker}%s%n", $"{Marker}\u001b[2J",
        $"{Marker}\u0007", $"{Marker}\u00e2\u0080\u00ae",
    ];

    [Fact]
    public async Task Nothing_that_a_client_sends_reaches_the_log()
    {
        await using var node = await NodeProcess.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(1000));
        var before = node.Log;
        const string close = "Connection: close";
        foreach (var poison in _poisons)
        {
            foreach (var request in (string[])
            [
                RawRequest.Head($"GET /{poison}", close),
                RawRequest.Head($"GET /v1/media/{poison}?token={node.Token}", close, node.Login()),
                RawRequest.Head($"GET /v1/media/{id}", close, $"Authorization: Bearer {poison}"),
                RawRequest.Head($"GET /v1/media/{id}", close, node.Login(), $"Range: {poison}", $"If-None-Match: {poison}"),
                RawRequest.Head($"GET /v1/media/{id}", close, node.Login(), $"User-Agent: {poison}", $"traceparent: {poison}"),
                $"GET /healthz HTTP/1.1\r\nHost: {poison}\r\n{close}\r\n\r\n",
                RawRequest.Head($"{poison} /healthz", close),
                RawRequest.Head("POST /v1/media", close, node.Login(), $"Content-Type: {poison}"),
                RawRequest.Head("POST /v1/media", close, node.Login(), $"Content-Length: {poison}", "Content-Type: image/jpeg"),
                RawRequest.Head("POST /v1/media", close, node.Login(), "Transfer-Encoding: chunked", "Content-Type: image/jpeg") + $"{poison}\r\n",
                RawRequest.Head("POST /v1/users", close, node.Login(), $"Content-Length: {poison.Length + 4}") + $"{{\"\":{poison}",
                RawRequest.Head($"DELETE /v1/users/{poison}", close, node.Login()),
                // Once, as wrong logins are slowed.
                .. poison == _poisons[0] ? [Login($"{poison}:{poison}")] : (string[])[],
            ])
            {
                using var connection = await RawConnection.OpenAsync(node.Url);
                await connection.SendAsync(request);
                await connection.ReadToCloseAsync();
            }
        }

        await RawConnection.ExchangeAsync(node.Url, Login("admin:last"));

        // Something is logged, and after all the rest: each refused login, with its address and no more.
        await Eventually.HoldsAsync(() => node.Log.Split("Login refused").Length == 3, "the logins are logged");
        var log = node.Log[before.Length..];
        log.ShouldNotContain(Marker, Case.Insensitive);
        log.ShouldNotContain(node.Token);
        log.ShouldNotContain(TestNode.Password);
        log.ShouldNotContain("jndi");
        log.ShouldAllBe(letter => letter == '\n' || !char.IsControl(letter));
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldAllBe(line => line.EndsWith("Login refused (invalid-credentials) from 127.0.0.1.", StringComparison.Ordinal));
        node.Errors.ShouldBeEmpty();
    }

    private static string Login(string credentials)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
        return RawRequest.Head("POST /v1/users/login", "Connection: close", $"Authorization: Basic {encoded}", "Content-Length: 0");
    }
}
