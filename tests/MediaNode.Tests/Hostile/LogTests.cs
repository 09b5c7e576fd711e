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
        $"{Marker}%0a2026-01-01T00:00:00.000Z%20fail:%20forged", $"{Marker}%1b[31m", $"{Marker}${{jndi:ldap:}}", $"{Marker}{{0}}{{Id}}", $"{Marker}%s%n", $"{Marker}\u001b[2J",
        $"{Marker}\u0007", $"{Marker}\u00e2\u0080\u00ae",
    ];

    [Fact]
    public async Task Nothing_that_a_client_sends_reaches_the_log()
    {
        await using var node = await NodeProcess.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(1000));
        var before = node.Log;
        foreach (var poison in _poisons)
        {
            foreach (var request in (string[])
            [
                $"GET /{poison} HTTP/1.1\r\nHost: node",
                $"GET /v1/media/{poison}?token={node.Token} HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {node.Token}",
                $"GET /v1/media/{id} HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {poison}",
                $"GET /v1/media/{id} HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {node.Token}\r\nRange: {poison}\r\nIf-None-Match: {poison}\r\nUser-Agent: {poison}\r\nX-Request-Id: {poison}",
                $"GET /healthz HTTP/1.1\r\nHost: {poison}",
                $"{poison} /healthz HTTP/1.1\r\nHost: node",
                $"POST /v1/media HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {node.Token}\r\nContent-Type: {poison}",
                $"POST /v1/media HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {node.Token}\r\nContent-Length: {poison}\r\nContent-Type: image/jpeg",
                $"POST /v1/media HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {node.Token}\r\nTransfer-Encoding: chunked\r\nContent-Type: image/jpeg\r\n\r\n{poison}",
                // Once, as wrong logins are slowed.
                .. poison == _poisons[0] ? (string[])[$"POST /v1/users/login HTTP/1.1\r\nHost: node\r\nAuthorization: Basic {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{poison}:{poison}"))}\r\nContent-Length: 0"] : [],
                $"POST /v1/users HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {node.Token}\r\nContent-Length: {poison.Length + 15}\r\n\r\n{{\"username\":\"{poison}\"}}",
                $"DELETE /v1/users/{poison} HTTP/1.1\r\nHost: node\r\nAuthorization: Bearer {node.Token}",
            ])
            {
                using var connection = await RawConnection.OpenAsync(node.Url);
                await connection.SendAsync(request + "\r\nConnection: close\r\n\r\n");
                await connection.ReadToCloseAsync();
            }
        }

        using (var wrong = new HttpRequestMessage(HttpMethod.Post, "/v1/users/login"))
        {
            wrong.Headers.Authorization = new("Basic", Convert.ToBase64String("admin:last"u8));
            using var refused = await node.Client.SendAsync(wrong);
        }

        // Something is logged, and after all the rest: each refused login, with its address and no more.
        await Eventually.HoldsAsync(() => node.Log.Split('\n').Count(line => line.Contains("Login refused", StringComparison.Ordinal)) == 2, "the logins are logged");
        var log = node.Log[before.Length..];
        log.ShouldNotContain(Marker, Case.Insensitive);
        log.ShouldNotContain(node.Token);
        log.ShouldNotContain(TestNode.Password);
        log.ShouldNotContain("jndi");
        log.ShouldAllBe(letter => letter == '\n' || !char.IsControl(letter));
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.Contains("Login refused (invalid-credentials) from 127.0.0.1", StringComparison.Ordinal)
            || line.Contains("Login refused (too-many-logins) from 127.0.0.1", StringComparison.Ordinal));
        node.Errors.ShouldBeEmpty();
    }
}
