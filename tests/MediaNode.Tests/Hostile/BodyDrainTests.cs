using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>The rest of a refused body is read away, so that the refusal is read; but neither without end nor for ever.</summary>
public sealed class BodyDrainTests
{
    private static readonly byte[] _piece = new byte[256 << 10];

    [Theory]
    [InlineData("Authorization: Bearer nobody\r\nContent-Type: image/jpeg", 401)]
    [InlineData("Content-Type: multipart/form-data; boundary=x", 400)]
    [InlineData("Content-Type: image/jpeg\r\nContent-Encoding: gzip", 415)]
    [InlineData("Content-Type: image/jpeg", 413)]
    public async Task After_a_drained_refusal_the_same_connection_serves_on(string headers, int status)
    {
        await using var node = await TestNode.StartAsync(["--Uploads:MaxBytes=1MB"]);
        using var connection = await RawConnection.OpenAsync(node.Url);
        var login = headers.StartsWith("Authorization", StringComparison.Ordinal) ? "" : node.Login();
        for (var turn = 0; turn < 3; turn++)
        {
            await connection.SendAsync(RawRequest.Head("POST /v1/media", login, headers, $"Content-Length: {8 * _piece.Length}"));
            for (var sent = 0; sent < 8; sent++)
            {
                await connection.SendAsync(_piece);
            }

            (await connection.ReadAnswerAsync()).Status.ShouldBe(status);
        }

        await connection.SendAsync("GET /healthz HTTP/1.1\r\nHost: node\r\n\r\n");
        (await connection.ReadAnswerAsync()).Text.ShouldBe("ok\n");
    }

    [Theory]
    [InlineData("Content-Length: 1073741824")]
    [InlineData("Content-Length: 9223372036854775807")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_body_beyond_the_bound_is_closed_on_at_the_bound(string framing)
    {
        await using var node = await TestNode.StartAsync();
        using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(RawRequest.Head("POST /v1/media", "Content-Type: image/jpeg", framing));
        var answer = await connection.ReadAnswerAsync();
        answer.Status.ShouldBe(401);
        answer.Header("Connection").ShouldBe("close");

        var sent = 0L;
        var piece = framing.Contains("chunked", StringComparison.Ordinal) ? [.. "40000\r\n"u8, .. _piece, .. "\r\n"u8] : _piece;
        while (sent < 512 << 20 && await connection.TrySendAsync(piece))
        {
            sent += piece.Length;
        }

        sent.ShouldBeInRange(120 << 20, 180 << 20); // The bound is 128 MB; the kernel holds some on either side.
    }

    [Fact]
    public async Task A_body_that_dribbles_is_closed_on_in_time()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var node = await TestNode.StartAsync(clock: clock);
        using var connection = await RawConnection.OpenAsync(node.Url);
        await connection.SendAsync(RawRequest.Head("POST /v1/media", "Content-Type: image/jpeg", "Content-Length: 1000000"));
        (await connection.ReadAnswerAsync()).Status.ShouldBe(401);

        var closed = connection.ReadToCloseAsync();
        var seconds = 0;
        while (!closed.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            seconds++;
            await connection.TrySendAsync(new byte[1000]);
            await Task.WhenAny(closed, Task.Delay(10));
        }

        (await closed).All.ShouldBeEmpty();
        seconds.ShouldBeInRange(20, 100); // 20, and what went by before the node began to count.
    }
}
