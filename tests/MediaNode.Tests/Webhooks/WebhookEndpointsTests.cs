using System.Net;
using System.Text.Json;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Tests.EndToEnd;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>What waits, and why, is to be seen; what was given up can be sent again.</summary>
public sealed class WebhookEndpointsTests
{
    private static readonly string[] _paths = ["/api/webhooks", "/api/webhooks/dead"];

    [Fact]
    public async Task What_waits_and_why_is_shown()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        (await node.ShowAsync()).GetRawText().ShouldBe($$"""
            {"url":"{{receiver.Url.OriginalString}}","waiting":{"events":0,"batches":0,"oldest_at":null},"under_way":0,"dead":0,"last_answer":null,"next_attempt":null,"paused_until":null}
            """.Trim());
        receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = 502;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, "the shop is closed");
        };

        var written = node.Clock.GetUtcNow();
        await node.WriteAsync(("a", "1"), ("b", "1")); // Of one user, so that the second is not tried.
        await FailedAsync(node, 1);

        var shown = await node.ShowAsync();
        shown.GetProperty("waiting").GetProperty("events").GetInt32().ShouldBe(2);
        shown.GetProperty("waiting").GetProperty("oldest_at").GetDateTimeOffset().ShouldBe(written, TimeSpan.FromMilliseconds(1));
        shown.GetProperty("under_way").GetInt32().ShouldBe(0);
        var last = shown.GetProperty("last_answer");
        last.GetProperty("status").GetInt32().ShouldBe(502);
        last.GetProperty("beginning").GetString().ShouldBe("the shop is closed");
        last.GetProperty("failure").ValueKind.ShouldBe(JsonValueKind.Null);
        var next = shown.GetProperty("next_attempt");
        next.GetProperty("at").GetDateTimeOffset().ShouldBe(written.AddSeconds(3), TimeSpan.FromMilliseconds(1));
        next.GetProperty("delivery").GetString().ShouldBe(receiver.All[0].Delivery);
        next.GetProperty("reason").GetString().ShouldBe("The receiver answered 502; only 200 acknowledges.");
        using var metrics = await node.Node.GetAsync("/metrics?format=prometheus");
        (await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("callback_queue_size 2");
    }

    [Fact]
    public async Task Until_when_new_ones_wait_is_shown_and_what_is_under_way_is_no_next_attempt()
    {
        await using var receiver = new RawReceiver { Answer = (_, _) => Task.CompletedTask };
        await using var node = await WebhookNode.StartAsync(receiver.Url);
        await node.WriteAsync(("a", "1"));
        await FailedAsync(node, 1);
        var paused = (await node.ShowAsync()).GetProperty("paused_until").GetDateTimeOffset();
        paused.ShouldBe(node.Clock.GetUtcNow().AddSeconds(3), TimeSpan.FromMilliseconds(1));

        var gate = new TaskCompletionSource();
        receiver.Answer = async (stream, ending) =>
        {
            await gate.Task;
            await RawReceiver.WriteAsync(stream, RawReceiver.Ok, ending);
        };
        node.Turn(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => receiver.Requests.Count == 2, "it is on its way again");
        var shown = await node.ShowAsync();
        shown.GetProperty("under_way").GetInt32().ShouldBe(1);
        shown.GetProperty("next_attempt").ValueKind.ShouldBe(JsonValueKind.Null);
        gate.SetResult();
        await node.WaitingAsync(0);
        (await node.ShowAsync()).GetProperty("paused_until").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Retry_now_means_now()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        receiver.Answer = AcknowledgementTests.Status(500);
        await node.WriteAsync(("a", "1"));
        await FailedAsync(node, 1);
        await node.WriteAsync(("b", "2"));

        receiver.Answer = AcknowledgementTests.Status(200);
        using var retried = await node.Node.SendAsync(HttpMethod.Post, "/api/webhooks/retry");

        retried.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await retried.JsonAsync()).GetProperty("batches").GetInt32().ShouldBe(1);
        await receiver.ToldAsync(2);
    }

    [Fact]
    public async Task What_was_given_up_is_listed_and_sent_again_under_its_delivery_id()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver, ["--Webhooks:GiveUpAfter=00:10:00", "--Webhooks:MostEvents=1"]);
        receiver.Answer = AcknowledgementTests.Status(500);
        await node.WriteAsync(("a", "1"), ("b", "2"), ("c", "3"));
        await node.TurnUntilAsync(TimeSpan.FromMinutes(1), () => node.Waiting.Dead == 3, "all are given up");
        node.Waiting.Events.ShouldBe(0);

        var page = await node.ShowAsync("/api/webhooks/dead?limit=2");
        var rest = await node.ShowAsync($"/api/webhooks/dead?after={page.GetProperty("next").GetInt64()}");
        rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        var dead = page.GetProperty("dead").EnumerateArray().Concat(rest.GetProperty("dead").EnumerateArray()).ToList();
        dead.Count.ShouldBe(3);
        dead.ForEach(one => WebhookSchema.Check(one.GetProperty("body")));
        dead[0].GetProperty("reason").GetString()!.ShouldContain("500");

        receiver.Answer = AcknowledgementTests.Status(200);
        var id = dead[1].GetProperty("id").GetInt64();
        using var resent = await node.Node.SendAsync(HttpMethod.Post, $"/api/webhooks/dead/{id}/resend");
        resent.StatusCode.ShouldBe(HttpStatusCode.OK);
        await receiver.ToldAsync(1);
        receiver.All.Single(one => one.Answered == 200).Delivery.ShouldBe(dead[1].GetProperty("delivery").GetString());
        await Eventually.HoldsAsync(() => node.Waiting is { Dead: 2, Events: 0 }, "two are left");

        using var again = await node.Node.SendAsync(HttpMethod.Post, $"/api/webhooks/dead/{id}/resend");
        again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        node.Turn(TimeSpan.FromDays(30));
        await node.TurnUntilAsync(TimeSpan.FromMinutes(1), () => node.Waiting.Dead == 0, "they are forgotten");
    }

    [Fact]
    public async Task What_waits_without_a_URL_is_given_up_in_time_as_well()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        receiver.Answer = AcknowledgementTests.Status(500);
        await node.WriteAsync(("a", "1"));
        await FailedAsync(node, 1);
        await node.WriteAsync(("b", "1"));
        node.Settings.Set(present => present with { WebhookUrl = null });

        node.Turn(TimeSpan.FromDays(7));
        await node.TurnUntilAsync(TimeSpan.FromMinutes(1), () => node.Waiting is { Events: 0, Dead: 2 }, "both are given up");

        node.Node.Part<WebhookQueue>().Dead(0, 10).Select(one => one.Reason).ShouldBe(
            ["The receiver answered 500; only 200 acknowledges.", "Nobody acknowledged it in time."]);
    }

    [Fact]
    public async Task Only_administrators_may_see_and_do_it_and_mistakes_are_told()
    {
        await using var node = await WebhookNode.StartAsync((Uri?)null);
        var user = await node.Node.AddUserAsync("clerk");
        foreach (var path in _paths)
        {
            (await node.Node.StatusAsync(path, user)).ShouldBe(HttpStatusCode.Forbidden);
            (await node.Node.StatusAsync(path)).ShouldBe(HttpStatusCode.OK);
            (await node.Node.StatusAsync(path + "?odd=1")).ShouldBe(HttpStatusCode.BadRequest);
        }

        (await node.Node.StatusAsync("/api/webhooks/dead?after=x")).ShouldBe(HttpStatusCode.BadRequest);
        (await node.Node.StatusAsync("/api/webhooks/dead?limit=0")).ShouldBe(HttpStatusCode.BadRequest);
        using var retried = await node.Node.SendAsync(HttpMethod.Post, "/api/webhooks/retry", bearer: user);
        retried.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var odd = await node.Node.SendAsync(HttpMethod.Post, "/api/webhooks/dead/x/resend");
        odd.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_message_that_is_really_sent_is_told_from_its_sending_to_its_being_read()
    {
        await using var receiver = await Receiver.StartAsync();
        var settings = new TestSettings();
        settings.Set(present => present with { WebhookUrl = receiver.Url });
        await using var node = await TestNode.StartAsync(simulator: true, configure: services => services.AddSingleton<IApplicationSettings>(settings));
        await node.Simulator!.PutAsync("/sim/defaults", """{"auto":{"deliver":true,"read":true,"download":false}}""");

        var id = await node.Client.SendTextAsync("15550340001", "hello");

        await receiver.ToldAsync(3);
        receiver.Told.ShouldBe([$"sent {id}", $"delivered {id}", $"read {id}"]);
        receiver.All.Sum(one => WebhookSchema.Check(one.Json)).ShouldBe(3);
    }

    [Fact]
    public async Task Attempts_are_counted_by_what_they_told_and_what_came_of_them()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await WebhookNode.StartAsync(receiver);
        receiver.Answer = AcknowledgementTests.Status(502);
        await node.WriteAsync(("a", "1"));
        await FailedAsync(node, 1);
        receiver.Answer = AcknowledgementTests.Status(200);
        node.Turn(TimeSpan.FromSeconds(3));
        await node.WaitingAsync(0);
        await node.SendAsync("2");
        await node.WaitingAsync(0);

        using var metrics = await node.Node.GetAsync("/metrics?format=prometheus");
        var lines = (await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n');
        lines.ShouldContain("callback_requests{result=\"refused\",type=\"messages\"} 1");
        lines.ShouldContain("callback_requests{result=\"ok\",type=\"messages\"} 1");
        lines.ShouldContain("callback_requests{result=\"ok\",type=\"statuses\"} 1");
        lines.ShouldContain("callback_requests_duration_ms_count{result=\"ok\",type=\"statuses\"} 1");
        lines.ShouldContain("callback_requests{result=\"failed\",type=\"media_items\"} 0");
        var stats = await node.ShowAsync("/v1/stats/app");
        stats.GetProperty("stats").GetProperty("app").GetProperty("callback_requests_duration_ms_sum").GetProperty("data").EnumerateArray()
            .Sum(series => series.GetProperty("value").GetDouble()).ShouldBeGreaterThan(0);
    }

    private static Task FailedAsync(WebhookNode node, int attempts)
    {
        var queue = node.Node.Part<WebhookQueue>();
        return Eventually.HoldsAsync(() => queue.Next([])?.Attempts == attempts, $"attempt {attempts} failed");
    }
}
