using System.Net;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>Nothing is given up that was not tried since it became old; what was given up can all be sent again.</summary>
public sealed class LastAttemptTests
{
    [Fact]
    public async Task What_waited_for_over_a_week_is_told_to_a_receiver_that_is_back()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        node.Settings.Set(present => present with { BackoffStep = TimeSpan.FromMinutes(15) });
        receiver.Answer = AcknowledgementTests.Status(500);
        await node.WriteAsync(("g1", "1"), ("g2", "1"), ("g3", "1"));
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "it failed");

        receiver.Answer = AcknowledgementTests.Status(200);
        node.Turn(TimeSpan.FromDays(8));

        await receiver.ToldAsync(3);
        receiver.Told.ShouldBe(["text g1", "text g2", "text g3"]);
        await node.WaitingAsync(0);
        node.Waiting.Dead.ShouldBe(0);
    }

    [Fact]
    public async Task What_waited_while_the_node_was_off_is_told()
    {
        using var data = new TempDirectory();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = AcknowledgementTests.Status(500);
        var first = await WebhookNode.StartAsync(receiver, data: data.Path);
        await first.WriteAsync(("a", "1"), ("b", "1"));
        await Eventually.HoldsAsync(() => first.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "it failed");
        await first.DisposeAsync();

        first.Clock.Advance(TimeSpan.FromDays(9));
        receiver.Answer = AcknowledgementTests.Status(200);
        await using var second = await WebhookNode.StartAsync(receiver, data: data.Path, clock: first.Clock);

        await receiver.ToldAsync(2);
        receiver.Told.ShouldBe(["text a", "text b"]);
    }

    [Fact]
    public async Task What_is_old_dies_of_one_attempt_and_takes_nothing_young_with_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, ["--Webhooks:MostEvents=50"]);
        receiver.Answer = AcknowledgementTests.Status(500);
        await node.WriteAsync(("old1", "1"));
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "it failed");
        await node.WriteAsync(("old2", "1"), ("old3", "1"));
        node.Settings.Set(present => present with { WebhookUrl = null });
        node.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(30));
        node.Settings.Set(present => present with { WebhookUrl = receiver.Url });
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 2 }, "it failed again");
        await node.WriteAsync(("young", "1"));
        node.Turn(TimeSpan.FromMinutes(15));

        await Eventually.HoldsAsync(() => node.Waiting is { Dead: 2, Batches: 1 }, "the old ones are given up");
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "the young one failed");
        node.Node.Part<WebhookQueue>().Dead(0, 10).Select(one => (one.Events, one.Attempts)).ShouldBe([(1, 3), (2, 1)]);
        receiver.All[^1].Told.ShouldBe(["text young"]);
    }

    [Fact]
    public async Task All_that_was_given_up_is_sent_again_in_its_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, ["--Webhooks:GiveUpAfter=00:01:00"]);
        receiver.Answer = AcknowledgementTests.Status(500);
        await node.WriteAsync([.. Enumerable.Range(0, 12).Select(number => ($"in{number:D2}", $"{number % 2}"))]);
        await node.TurnUntilAsync(TimeSpan.FromMinutes(1), () => node.Waiting is { Dead: 12, Events: 0 }, "all are given up");
        var given = node.Node.Part<WebhookQueue>().Dead(0, 20).Select(one => one.Delivery).ToList();

        receiver.Answer = AcknowledgementTests.Status(200);
        using var resent = await node.Node.SendAsync(HttpMethod.Post, "/api/webhooks/dead/resend");
        resent.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await resent.JsonAsync()).GetProperty("batches").GetInt32().ShouldBe(12);

        await receiver.ToldAsync(12);
        var told = receiver.All.Where(one => one.Answered == 200).ToList();
        told.Select(one => one.Delivery).ShouldBe(given, ignoreOrder: true);
        foreach (var user in told.GroupBy(one => one.Contacts.Single()))
        {
            user.SelectMany(one => one.Told).ShouldBe(user.SelectMany(one => one.Told).Order(StringComparer.Ordinal), user.Key);
        }

        await Eventually.HoldsAsync(() => node.Waiting is { Dead: 0, Events: 0 }, "nothing is left");
        using var none = await node.Node.SendAsync(HttpMethod.Post, "/api/webhooks/dead/resend");
        (await none.JsonAsync()).GetProperty("batches").GetInt32().ShouldBe(0);
    }
}
