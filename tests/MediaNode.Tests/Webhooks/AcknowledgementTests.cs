using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MediaNode.Catalog;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>Nothing but 200 acknowledges; whatever else a receiver does, it is told again, the same bytes under the same delivery id.</summary>
public sealed class AcknowledgementTests
{
    public enum Fault
    {
        Created,
        Accepted,
        NoContent,
        Moved,
        Redirect,
        Failure,
        Closed,
        Silent,
    }

    [Fact]
    public async Task What_happens_is_told_at_once_and_in_its_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);

        var id = (await node.SendAsync("15550001111"))[0];
        await node.ReceiptsAsync((id, MessageState.Delivered));
        await node.ReceiptsAsync((id, MessageState.Read));
        await node.WriteAsync(("in", "15550001111"));

        await receiver.ToldAsync(4);
        receiver.Told.ShouldBe([$"sent {id}", $"delivered {id}", $"read {id}", "text in"]);
        receiver.All.Sum(one => WebhookSchema.Check(one.Json)).ShouldBe(4);
        receiver.All.ShouldAllBe(one => one.Headers["Content-Type"] == "application/json" && !one.Headers.ContainsKey("X-MediaNode-Signature-256"));
        receiver.All.Select(one => one.Delivery).ShouldBeUnique();
        await node.WaitingAsync(0);
    }

    [Theory]
    [InlineData(Fault.Created)]
    [InlineData(Fault.Accepted)]
    [InlineData(Fault.NoContent)]
    [InlineData(Fault.Moved)]
    [InlineData(Fault.Redirect)]
    [InlineData(Fault.Failure)]
    [InlineData(Fault.Closed)]
    [InlineData(Fault.Silent)]
    public async Task What_is_not_acknowledged_comes_again_the_same(Fault fault)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, ["--Webhooks:Deadline=00:00:01"]);
        var silence = new TaskCompletionSource();
        receiver.Answer = async (_, context) =>
        {
            switch (fault)
            {
                case Fault.Closed:
                    context.Abort();
                    break;
                case Fault.Silent:
                    await silence.Task.WaitAsync(context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                    break;
                case Fault.Moved:
                    context.Response.Redirect("/elsewhere", permanent: true);
                    break;
                case Fault.Redirect:
                    context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);
                    break;
                default:
                    context.Response.StatusCode = fault switch { Fault.Created => 201, Fault.Accepted => 202, Fault.NoContent => 204, _ => 500 };
                    break;
            }
        };

        await node.WriteAsync(("in", "1"));
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "one attempt failed");
        receiver.All.Count.ShouldBe(1);
        node.Waiting.Events.ShouldBe(1);

        receiver.Answer = (_, _) => Task.CompletedTask;
        node.Turn(TimeSpan.FromSeconds(3));
        await receiver.ToldAsync(1);
        receiver.All.Count.ShouldBe(2);
        receiver.All[1].Body.ShouldBe(receiver.All[0].Body);
        receiver.All[1].Delivery.ShouldBe(receiver.All[0].Delivery);
        await node.WaitingAsync(0);
    }

    [Fact]
    public async Task Each_wait_is_longer_by_the_step_up_to_the_cap()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        node.Settings.Set(present => present with { BackoffStep = TimeSpan.FromSeconds(10), BackoffCap = TimeSpan.FromSeconds(25) });
        receiver.Answer = Status(500);
        await node.WriteAsync(("in", "1"));

        var queue = node.Node.Part<WebhookQueue>();
        foreach (var (attempts, wait) in new[] { (1, 10), (2, 20), (3, 25), (4, 25) })
        {
            await Eventually.HoldsAsync(() => queue.Next([])?.Attempts == attempts, $"attempt {attempts} failed");
            var due = DateTimeOffset.FromUnixTimeMilliseconds(queue.Next([])!.DueAt);
            (due - node.Clock.GetUtcNow()).TotalSeconds.ShouldBe(wait, tolerance: 0.01);
            node.Turn(due - node.Clock.GetUtcNow());
        }
    }

    [Fact]
    public async Task A_huge_answer_acknowledges_and_is_not_read_to_its_end()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        receiver.Answer = async (_, context) =>
        {
            var piece = Encoding.ASCII.GetBytes(new string('x', 1 << 20));
            try
            {
                for (var written = 0; written < 1000; written++)
                {
                    await context.Response.Body.WriteAsync(piece, context.RequestAborted);
                }
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException)
            {
                // The node has read enough.
            }
        };

        await node.WriteAsync(("in", "1"));

        await node.WaitingAsync(0);
        (await node.ShowAsync()).GetProperty("last_answer").GetProperty("beginning").GetString().ShouldBe(new string('x', 200));
    }

    [Fact]
    public async Task A_signature_is_of_the_bytes_and_the_connection_is_kept()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, ["--Webhooks:Secret=not a real one"]);
        for (var number = 1; number <= 5; number++)
        {
            await node.WriteAsync(($"in{number}", "1"));
            await receiver.ToldAsync(number);
            await node.WaitingAsync(0);
        }

        foreach (var one in receiver.All)
        {
            var expected = Convert.ToHexStringLower(HMACSHA256.HashData("not a real one"u8, one.Body));
            one.Headers["X-MediaNode-Signature-256"].ShouldBe($"sha256={expected}");
            var time = one.Headers["X-MediaNode-Timestamp"];
            TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ShouldBeInRange(long.Parse(time, CultureInfo.InvariantCulture), long.MaxValue);
            byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}.{one.Delivery}."), .. one.Body];
            one.Headers["X-MediaNode-Timed-Signature-256"].ShouldBe($"sha256={Convert.ToHexStringLower(HMACSHA256.HashData("not a real one"u8, signed))}");
        }

        receiver.All.Select(one => one.Port).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Without_persistence_there_is_one_attempt()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        node.Settings.Set(present => present with { CallbackPersist = false });
        receiver.Answer = Status(503);

        await node.WriteAsync(("lost", "1"));
        await node.WaitingAsync(0);
        receiver.Answer = Status(200);
        await node.WriteAsync(("told", "1"));
        await node.TurnUntilAsync(TimeSpan.FromSeconds(3), () => receiver.Told.Count == 1, "the later one is told");

        receiver.Told.ShouldBe(["text told"]);
        node.Waiting.Dead.ShouldBe(0);
    }

    internal static Func<Received, HttpContext, Task> Status(int status) => (_, context) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };
}
