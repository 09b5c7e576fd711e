using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>What waits lies in the rows: it survives the receiver's absence, a change of settings, a restart and a kill, in its order.</summary>
public sealed class CatchingUpTests
{
    [Fact]
    public async Task A_receiver_that_was_down_for_a_day_is_caught_up_in_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, ["--Webhooks:MostEvents=50"]);
        receiver.Answer = AcknowledgementTests.Status(503);
        for (var hour = 0; hour < 25; hour++)
        {
            await node.WriteAsync([.. Enumerable.Range(0, 200).Select(number => ($"in{(hour * 200) + number:D4}", $"1555{number % 40:D3}"))]);
            node.Turn(TimeSpan.FromHours(1));
        }

        node.Waiting.Events.ShouldBe(5000);
        // Asked seldom: what waits is not all in requests or batches.
        receiver.MostAtOnce.ShouldBeLessThanOrEqualTo(6);
        node.Waiting.Batches.ShouldBeLessThan(40);

        receiver.Answer = AcknowledgementTests.Status(200);
        await node.TurnUntilAsync(TimeSpan.FromSeconds(30), () => node.Waiting.Events == 0, "all are told");

        receiver.Told.Count.ShouldBe(5000);
        var told = receiver.All.Where(one => one.Answered == 200).SelectMany(one => one.Contacts.Zip(one.Told)).ToList();
        foreach (var contact in told.GroupBy(pair => pair.First))
        {
            contact.Select(pair => pair.Second).ShouldBe(contact.Select(pair => pair.Second).Order(StringComparer.Ordinal), contact.Key);
        }

        receiver.All.Count(one => one.Answered == 200).ShouldBeLessThan(500);
        receiver.All.Where(one => one.Answered == 200).ShouldAllBe(one => WebhookSchema.Check(one.Json) <= 50);
    }

    [Fact]
    public async Task A_user_of_whom_something_is_not_acknowledged_waits_and_nobody_else()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        receiver.Answer = (received, context) =>
        {
            context.Response.StatusCode = received.Told.Contains("text bad") ? 500 : 200;
            return Task.CompletedTask;
        };

        await node.WriteAsync(("bad", "1"));
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "it failed");
        await node.WriteAsync(("later", "1"), ("other", "2"));
        await node.TurnUntilAsync(TimeSpan.FromMinutes(1), () => receiver.Told.Count >= 1, "the other is told");
        for (var number = 0; number < 20; number++)
        {
            await node.WriteAsync(($"more{number}", "3"));
            await receiver.ToldAsync(2 + number);
        }

        receiver.Told.ShouldNotContain("text later");
        receiver.Answer = AcknowledgementTests.Status(200);
        await node.TurnUntilAsync(TimeSpan.FromMinutes(1), () => node.Waiting.Events == 0, "all are told");
        receiver.Told.Where(told => told is "text bad" or "text later").ShouldBe(["text bad", "text later"]);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_the_settings_say()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, []);
        node.Settings.Set(present => present with { MaxConcurrentRequests = 3 });
        var gate = new TaskCompletionSource();
        receiver.Answer = (_, _) => gate.Task;

        await node.WriteAsync([.. Enumerable.Range(0, 30).Select(number => ($"in{number}", $"1555{number}"))]);
        await receiver.HeardAsync(3);
        (await node.ShowAsync()).GetProperty("under_way").GetInt32().ShouldBe(3);
        gate.SetResult();

        await receiver.ToldAsync(30);
        receiver.MostAtOnce.ShouldBe(3);
        receiver.All.Count.ShouldBe(30);
    }

    [Fact]
    public async Task What_waited_is_told_after_a_restart()
    {
        using var data = new TempDirectory();
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = AcknowledgementTests.Status(500);
        var first = await WebhookNode.StartAsync(receiver, data: data.Path);
        await first.WriteAsync(("a", "1"));
        await Eventually.HoldsAsync(() => first.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "it failed");
        await first.WriteAsync(("b", "1"));
        await first.DisposeAsync();

        receiver.Answer = AcknowledgementTests.Status(200);
        await using var second = await WebhookNode.StartAsync(receiver, data: data.Path, clock: first.Clock);
        await second.TurnUntilAsync(TimeSpan.FromSeconds(1), () => receiver.Told.Count == 2, "both are told");

        receiver.Told.ShouldBe(["text a", "text b"]);
    }

    [Fact]
    public async Task A_kill_between_the_acknowledgement_and_its_row_repeats_it_under_the_same_delivery_id()
    {
        using var data = new TempDirectory();
        using var killed = new TempDirectory();
        await using var receiver = await Receiver.StartAsync();
        await using (var first = await WebhookNode.StartAsync(receiver, data: data.Path))
        {
            var gate = new TaskCompletionSource();
            receiver.Answer = (_, _) => gate.Task;
            await first.WriteAsync(("a", "1"));
            await receiver.HeardAsync(1);
            // What is on the disk now is what a kill would leave.
            CopyCatalogue(first.Node.Host.Data.Catalogue, killed.Path, data.Path);
            gate.SetResult();
            await first.WaitingAsync(0);
        }

        await using var second = await WebhookNode.StartAsync(receiver, data: killed.Path);
        await receiver.ToldAsync(2);

        receiver.All.Select(one => one.Delivery).Distinct().ShouldHaveSingleItem();
        receiver.All[1].Body.ShouldBe(receiver.All[0].Body);
        await second.WaitingAsync(0);
    }

    [Fact]
    public async Task Without_a_URL_nothing_more_is_written_and_what_waited_is_kept()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        receiver.Answer = AcknowledgementTests.Status(500);
        await node.WriteAsync(("waits", "1"));
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "it failed");

        node.Settings.Set(present => present with { WebhookUrl = null });
        await node.WriteAsync(("dropped", "1"));
        node.Turn(TimeSpan.FromDays(1));
        receiver.All.Count.ShouldBe(1);
        node.Waiting.Events.ShouldBe(1);

        receiver.Answer = AcknowledgementTests.Status(200);
        node.Settings.Set(present => present with { WebhookUrl = receiver.Url });
        await receiver.ToldAsync(1);
        await node.WaitingAsync(0);
        receiver.Told.ShouldBe(["text waits"]);
    }

    [Fact]
    public async Task Another_URL_gets_what_waited()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var other = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        receiver.Answer = AcknowledgementTests.Status(500);
        await node.WriteAsync(("a", "1"));
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Next([]) is { Attempts: 1 }, "it failed");

        node.Settings.Set(present => present with { WebhookUrl = other.Url });
        await node.TurnUntilAsync(TimeSpan.FromSeconds(1), () => other.Told.Count == 1, "the other is told");

        other.All[0].Delivery.ShouldBe(receiver.All[0].Delivery);
    }

    private static void CopyCatalogue(string catalogue, string to, string from)
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(catalogue)!, Path.GetFileName(catalogue) + "*").Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
