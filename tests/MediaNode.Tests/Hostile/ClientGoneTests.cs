using System.Text;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>A client that goes away within its upload leaves no byte, no budget taken and no line in the log.</summary>
public sealed class ClientGoneTests
{
    private const int Uploads = 1000;

    [Fact]
    public async Task A_thousand_clients_that_go_away_leave_nothing()
    {
        await using var node = await NodeProcess.StartAsync();
        await node.UploadAsync(Bytes.Random(1000));
        var files = node.OpenFiles;
        var body = Bytes.Random(600_000);
        var left = Uploads;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async client =>
        {
            for (int upload; (upload = Interlocked.Decrement(ref left)) >= 0;)
            {
                using var connection = await RawConnection.OpenAsync(node.Url);
                var framing = upload % 2 == 0 ? "Content-Length: 700000" : "Transfer-Encoding: chunked";
                await connection.SendAsync(RawRequest.Head("POST /v1/media", node.Login(), "Content-Type: image/jpeg", framing));
                // From none of the body to nearly all of it, within the chunk or behind it.
                var sent = upload * 7919 % body.Length;
                await connection.TrySendAsync(upload % 2 == 0 ? ReadOnlyMemory<byte>.Empty : Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"));
                await connection.TrySendAsync(body.AsMemory(0, sent));
                switch (upload / 2 % 3)
                {
                    case 0:
                        connection.Reset();
                        break;
                    case 1:
                        connection.HalfClose();
                        break;
                    default:
                        break; // Closed in order.
                }
            }
        }));

        await Eventually.HoldsAsync(() => node.Files.Count == 1 && node.OpenFiles <= files + 20, "nothing is left of them");
        (await node.MetricAsync("medianode_upload_buffers_bytes")).ShouldBe(0);
        (await node.MetricAsync("medianode_uploads_in_flight")).ShouldBe(0);
        node.Errors.ShouldBeEmpty();
        (await node.UploadAsync(body)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_hundred_readers_that_go_away_leave_no_line_in_the_log()
    {
        await using var node = await NodeProcess.StartAsync();
        var id = await node.UploadAsync(Bytes.Random(3 << 20));
        var files = node.OpenFiles;
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async reader =>
        {
            using var connection = await RawConnection.OpenAsync(node.Url, receiveBuffer: 4096);
            await connection.SendAsync(RawRequest.Head($"GET /v1/media/{id}", node.Login()));
            if (reader % 2 == 0)
            {
                (await connection.ReadAnswerAsync(toHead: true)).Status.ShouldBe(200);
            }

            if (reader % 3 == 0)
            {
                connection.Reset();
            }
        }));

        await Eventually.HoldsAsync(() => node.OpenFiles <= files + 20, "they are let go");
        node.Errors.ShouldBeEmpty();
    }
}
