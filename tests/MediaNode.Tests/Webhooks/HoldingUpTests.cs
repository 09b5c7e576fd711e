using MediaNode.Catalog;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>Whoever the receiver refuses or hangs at is held up, and nobody else is for long; a receiver that is away is not hammered.</summary>
public sealed class HoldingUpTests
{
    [Fact]
    public async Task Twenty_users_who_are_refused_hold_up_nobody_else()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        receiver.Answer = (received, context) =>
        {
            context.Response.StatusCode = IsBad(received) ? 400 : 200;
            return Task.CompletedTask;
        };

        await node.WriteAsync([.. Enumerable.Range(0, 20).Select(number => ($"bad{number}", $"1777{number:D4}")), ("good", "16661112222")]);

        // The clock is not turned: nothing waits for it but the attempts after the first.
        await receiver.ToldAsync(1);
        receiver.Told.ShouldBe(["text good"]);
        await receiver.HeardAsync(21);
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "they failed");
        receiver.All.Count.ShouldBe(21);
        node.Waiting.Batches.ShouldBe(20);
    }

    [Fact]
    public async Task Twenty_users_at_whom_it_hangs_hold_up_nobody_else_for_long()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, ["--Webhooks:Deadline=00:00:01"]);
        receiver.Answer = (received, context) => IsBad(received) ? HangAsync(context) : Task.CompletedTask;

        await node.WriteAsync([.. Enumerable.Range(0, 20).Select(number => ($"bad{number}", $"1777{number:D4}")), ("good", "16661112222")]);
        await node.TurnUntilAsync(TimeSpan.FromMilliseconds(500), () => receiver.Told.Count == 1, "the healthy one is told");

        // All that are due again have half of the places between them.
        node.Turn(TimeSpan.FromMinutes(15));
        await node.WriteAsync(("better", "16661113333"));
        await receiver.ToldAsync(2);
        receiver.Told.ShouldBe(["text good", "text better"]);
    }

    [Fact]
    public async Task With_one_place_new_ones_and_old_ones_take_turns()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        node.Settings.Set(present => present with { MaxConcurrentRequests = 1, BackoffStep = TimeSpan.Zero });
        receiver.Answer = (received, context) =>
        {
            context.Response.StatusCode = IsBad(received) ? 400 : 200;
            return Task.CompletedTask;
        };

        await node.WriteAsync(("bad", "17770000"));
        await receiver.HeardAsync(3);
        await node.WriteAsync(("good", "16661112222"));

        await receiver.ToldAsync(1);
        var heard = receiver.All.Count;
        await receiver.HeardAsync(heard + 2);
    }

    [Fact]
    public async Task A_receiver_that_is_away_is_tried_now_and_then()
    {
        await using var receiver = new RawReceiver { Answer = (_, _) => Task.CompletedTask };
        await using var node = await WebhookNode.StartAsync(receiver.Url);
        await node.WriteAsync([.. Enumerable.Range(0, 300).Select(number => ($"in{number}", $"1555{number:D4}"))]);
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "one attempt failed");

        node.Waiting.Batches.ShouldBeInRange(1, 6);
        for (var minute = 0; minute < 60; minute++)
        {
            node.Turn(TimeSpan.FromMinutes(1));
            await node.ShowAsync();
        }

        node.Waiting.Events.ShouldBe(300);
        node.Waiting.Batches.ShouldBeLessThan(100);
    }

    private static bool IsBad(Received received) => received.Contacts.First().StartsWith("1777", StringComparison.Ordinal);

    private static Task HangAsync(HttpContext context)
    {
        var silence = new TaskCompletionSource();
        context.RequestAborted.Register(silence.SetResult);
        return silence.Task;
    }
}
