using System.Net.Sockets;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>Receivers that drip, break off and talk nonsense, on bare sockets: what they did not acknowledge comes again, and they hold nothing up.</summary>
public sealed class RudeReceiverTests
{
    public enum Rudeness
    {
        ClosedAtOnce,
        ClosedInTheStatusLine,
        ClosedInTheHead,
        DrippingHead,
        EndlessHead,
        EndlessContinues,
        NoHttp,
        Reset,
    }

    [Theory]
    [InlineData(Rudeness.ClosedAtOnce, "could not be asked")]
    [InlineData(Rudeness.ClosedInTheStatusLine, "could not be asked")]
    [InlineData(Rudeness.ClosedInTheHead, "could not be asked")]
    [InlineData(Rudeness.DrippingHead, "did not answer within 1 s")]
    [InlineData(Rudeness.EndlessHead, "could not be asked")]
    [InlineData(Rudeness.EndlessContinues, "did not answer within 1 s")]
    [InlineData(Rudeness.NoHttp, "could not be asked")]
    [InlineData(Rudeness.Reset, "could not be asked")]
    public async Task What_was_not_answered_with_200_comes_again_the_same(Rudeness rudeness, string why)
    {
        await using var receiver = new RawReceiver { Answer = (stream, ending) => BeAsync(rudeness, stream, ending) };
        await using var node = await StartAsync(receiver);

        await node.WriteAsync(("in", "1"));
        var queue = node.Node.Part<WebhookQueue>();
        await Eventually.HoldsAsync(() => queue.Next([]) is { Attempts: 1 }, "one attempt failed");
        queue.Next([])!.Reason!.ShouldContain(why);

        receiver.Answer = (stream, ending) => RawReceiver.WriteAsync(stream, RawReceiver.Ok, ending);
        node.Turn(TimeSpan.FromSeconds(3));
        await node.WaitingAsync(0);
        receiver.Requests.Count.ShouldBe(2);
        receiver.Requests[1].Body.ShouldBe(receiver.Requests[0].Body);
        DeliveryOf(receiver.Requests[1].Head).ShouldBe(DeliveryOf(receiver.Requests[0].Head));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nuntil it closes")]
    [InlineData("HTTP/1.1 200 \r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")]
    public async Task Once_it_said_200_it_has_the_events_whatever_becomes_of_the_rest(string answer)
    {
        await using var receiver = new RawReceiver { Answer = (stream, ending) => RawReceiver.WriteAsync(stream, answer, ending) };
        await using var node = await StartAsync(receiver);

        await node.WriteAsync(("in", "1"));

        await node.WaitingAsync(0);
        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_drips_its_answer_after_the_200_is_not_waited_for_longer_than_the_deadline()
    {
        await using var receiver = new RawReceiver
        {
            Answer = async (stream, ending) =>
            {
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", ending);
                await DripAsync(stream, "x", ending);
            },
        };
        await using var node = await StartAsync(receiver);

        await node.WriteAsync(("in", "1"));

        await node.WaitingAsync(0);
    }

    private static Task<WebhookNode> StartAsync(RawReceiver receiver) => WebhookNode.StartAsync(receiver.Url, ["--Webhooks:Deadline=00:00:01"]);

    private static string DeliveryOf(string head) => head.Split("\r\n").Single(line => line.StartsWith("X-MediaNode-Delivery: ", StringComparison.Ordinal));

    private static async Task BeAsync(Rudeness rudeness, NetworkStream stream, CancellationToken ending)
    {
        switch (rudeness)
        {
            case Rudeness.ClosedInTheStatusLine:
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 20", ending);
                break;
            case Rudeness.ClosedInTheHead:
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Le", ending);
                break;
            case Rudeness.DrippingHead:
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\nX-Slow: ", ending);
                await DripAsync(stream, "x", ending);
                break;
            case Rudeness.EndlessHead:
                await RawReceiver.WriteAsync(stream, "HTTP/1.1 200 OK\r\n", ending);
                for (var number = 0; number < 100_000; number++)
                {
                    await RawReceiver.WriteAsync(stream, $"X-{number}: {new string('x', 1000)}\r\n", ending);
                }

                break;
            case Rudeness.EndlessContinues:
                await DripAsync(stream, "HTTP/1.1 100 Continue\r\n\r\n", ending);
                break;
            case Rudeness.NoHttp:
                await RawReceiver.WriteAsync(stream, "SSH-2.0-none\r\n", ending);
                break;
            case Rudeness.Reset:
                stream.Socket.LingerState = new LingerOption(true, 0);
                break;
        }
    }

    /// <summary>A piece now and then, for ever: no wait between two bytes is long.</summary>
    private static async Task DripAsync(NetworkStream stream, string piece, CancellationToken ending)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(ending))
        {
            await RawReceiver.WriteAsync(stream, piece, ending);
        }
    }
}
