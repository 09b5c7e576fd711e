using System.Net;
using MediaNode.Tests.EndToEnd;
using MediaNode.Tests.Links;
using MediaNode.Tests.Renditions;
using MediaNode.Tests.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Quarantining;

/// <summary>No message brings content in quarantine: not one that comes, not one that waits, not one that is asked for again.</summary>
public sealed class BlockedMessagesTests
{
    private const string Phone = "15550960001";

    [Fact]
    public async Task A_message_that_names_it_is_refused_at_once()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        // Lodged and remembered, so that the next would go at once.
        await node.Simulator!.ArrivalAsync(Phone, await node.Client.SendImageAsync(Phone, media));
        var digest = (await node.BlockMediaAsync(media)).Text("digest");

        using (var refused = await node.SendJsonAsync(HttpMethod.Post, "/v1/messages", $$$"""{"to":"{{{Phone}}}","type":"image","image":{"id":"{{{media}}}"}}"""))
        {
            await refused.ShouldBeQuarantinedAsync();
        }

        using (var check = await node.SendJsonAsync(HttpMethod.Post, "/api/messages/check", $$$"""{"to":"{{{Phone}}}","type":"image","image":{"id":"{{{media}}}"}}"""))
        {
            (await check.Content.ReadAsStringAsync()).ShouldContain("in quarantine");
        }

        await node.ReleaseAsync(digest);
        var sent = await node.Client.SendImageAsync(Phone, media);
        await node.Simulator.ArrivalAsync(Phone, sent);
        (await node.Simulator.MessagesOfAsync(Phone)).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("send")] // Ready, and cannot be handed over.
    [InlineData("upload")] // Its media cannot be lodged.
    public async Task What_waits_fails_with_a_webhook_and_later_messages_go(string where)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await TestNode.StartAsync(simulator: true);
        await TellAsync(node, receiver);
        var simulator = node.Simulator!;
        await simulator.BreakAsync($$"""{"type":"server-error","on":"{{where}}"}""");
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var ids = new List<string>();
        for (var at = 0; at < 20; at++)
        {
            ids.Add(await node.Client.SendImageAsync($"155509601{at % 10:D2}", media));
        }

        var after = await node.Client.SendTextAsync("15550960100", "after");
        await TestSimulator.UntilAsync(
            async () => (await node.Client.MessageAsync(ids[0])).GetProperty("attempts").GetArrayLength() > 0, () => "an attempt that failed");

        var blocked = await node.BlockMediaAsync(media);

        foreach (var id in ids)
        {
            var message = await node.Client.MessageAsync(id);
            message.Text("status").ShouldBe("failed");
            message.GetProperty("errors")[0].Text("details").ShouldContain(QuarantineCalls.Reason);
        }

        await simulator.BreakAsync();
        await simulator.ArrivalAsync("15550960100", after);
        (await simulator.MessagesOfAsync("15550960100")).Count.ShouldBe(1);
        await Eventually.HoldsAsync(() => ids.All(id => receiver.Told.Contains($"failed {id}")), "the business was told of each failure");
        // Released, they stay failed.
        await node.ReleaseAsync(blocked.Text("digest"));
        (await node.Client.MessageAsync(ids[0])).Text("status").ShouldBe("failed");
        await simulator.ArrivalAsync(Phone, await node.Client.SendImageAsync(Phone, media));
    }

    [Fact]
    public async Task A_block_waits_for_what_is_just_being_handed_over()
    {
        var upstream = new HeldUpstream();
        await using var node = await TestNode.StartAsync(simulator: true, configure: upstream.Install);
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        upstream.Sending.Close();
        var first = await node.Client.SendImageAsync(Phone, media);
        await upstream.Sending.Reached;
        var second = await node.Client.SendImageAsync(Phone, media);

        var block = node.BlockMediaAsync(media);
        // Content that nobody is sending is blocked meanwhile.
        await node.BlockAsync(Bytes.Random(10));
        await TestSimulator.UntilAsync(async () => await node.StatusAsync($"/v1/media/{media}") == HttpStatusCode.Forbidden, () => "the block");
        block.IsCompleted.ShouldBeFalse();
        upstream.Sending.Open();
        await block;

        // It was with the upstream before the answer; the other one is not, and never will be.
        (await node.Simulator!.MessagesOfAsync(Phone)).ShouldHaveSingleItem().Text("id").ShouldBe(first);
        await node.Client.MessageOnceAsync(first, "sent", "delivered", "read");
        await node.Client.MessageOnceAsync(second, "failed");
        (await node.Simulator.MessagesOfAsync(Phone)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_block_breaks_off_what_is_just_being_lodged()
    {
        var upstream = new HeldUpstream();
        await using var node = await TestNode.StartAsync(simulator: true, configure: upstream.Install);
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        upstream.Lodging.Close();
        var id = await node.Client.SendImageAsync(Phone, media);
        await upstream.Lodging.Reached;

        var blocked = await node.BlockMediaAsync(media);
        upstream.Lodging.Open();

        (await node.Client.MessageOnceAsync(id, "failed")).GetProperty("errors")[0].Text("details").ShouldContain(QuarantineCalls.Reason);
        (await node.Simulator!.BlobsAsync()).ShouldBeEmpty();
        await node.ReleaseAsync(blocked.Text("digest"));
        await node.Simulator.ArrivalAsync(Phone, await node.Client.SendImageAsync(Phone, media), "downloaded");
    }

    [Fact]
    public async Task A_rendition_that_is_blocked_is_not_sent()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var media = await node.Client.UploadSampleAsync("transparent.png", "image/png");
        await node.MadeAsync(media, "kind=image");
        await node.BlockAsync(await node.Client.RenditionAsync(media, "image"));

        var id = await node.Client.SendImageAsync(Phone, media);

        (await node.FailureAsync(id)).Text("details").ShouldContain(QuarantineCalls.Reason);
        (await node.Simulator!.MessagesOfAsync(Phone)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_phone_that_asks_for_it_again_gets_a_no()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var simulator = node.Simulator!;
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var id = await node.Client.SendImageAsync(Phone, media);
        await simulator.ArrivalAsync(Phone, id, "downloaded");
        var digest = (await node.BlockMediaAsync(media)).Text("digest");

        await simulator.AdvanceAsync("15d");
        await simulator.FetchAgainAsync(Phone, id);
        await TestSimulator.UntilAsync(
            async () => (await simulator.ArrivalAsync(Phone, id)).GetProperty("media").TryGetProperty("problem", out var problem)
                && problem.GetString()!.Contains("GeneralError", StringComparison.Ordinal),
            () => "the phone got a no");

        node.Client.DefaultRequestHeaders.Authorization = new("Bearer", await node.LoginAsync("admin", TestNode.Password));
        var redelivery = (await node.Client.LedgerAsync(media))[0].GetProperty("redeliveries")[0];
        redelivery.Text("answer").ShouldBe("general-error");
        redelivery.Text("reason").ShouldContain(QuarantineCalls.Reason);
        (await simulator.BlobsAsync()).Count.ShouldBe(1);

        await node.ReleaseAsync(digest);
        await simulator.FetchAgainAsync(Phone, id);
        await simulator.ArrivalAsync(Phone, id, "downloaded");
    }

    [Fact]
    public async Task A_link_that_leads_to_it_fails_and_nothing_of_it_is_kept()
    {
        await using var receiver = await Receiver.StartAsync();
        var bytes = await LinkCalls.SampleAsync("plain.jpg");
        await using var origin = await Origin.GivingAsync(bytes);
        await using var node = await TestNode.StartAsync(["--Links:AllowedNetworks=127.0.0.0/8"], simulator: true);
        await TellAsync(node, receiver);
        await node.BlockAsync(bytes);

        var ids = new List<string>();
        for (var at = 0; at < 5; at++)
        {
            ids.Add(await node.SendLinkAsync($"155509602{at:D2}", link: $"{origin.Url}/a.jpg"));
        }

        foreach (var id in ids)
        {
            var error = await node.FailureAsync(id);
            error.Text("details").ShouldContain(QuarantineCalls.Reason);
            error.Text("title").ShouldContain("failed with error: content in quarantine");
        }

        await Eventually.HoldsAsync(() => ids.All(id => receiver.Told.Contains($"failed {id}")), "the business was told of each failure");
        // Whoever fetched lets go of the file after those who waited have been told.
        await Eventually.HoldsAsync(() => node.Files.Count == 0, "nothing is left on the volume");
        (await node.MediaAsync()).ShouldBeEmpty();
        await node.ReleaseAsync(QuarantineCalls.DigestOf(bytes));
        await node.MediaOfAsync(await node.SendLinkAsync(Phone, link: $"{origin.Url}/a.jpg"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("max-age=3600")]
    public async Task What_a_link_brought_before_is_blocked_for_the_next_message(string? caching)
    {
        var bytes = await LinkCalls.SampleAsync("plain.jpg");
        await using var origin = await Origin.GivingAsync(bytes, also: response => response.Headers.CacheControl = caching);
        await using var node = await TestNode.StartAsync(["--Links:AllowedNetworks=127.0.0.0/8"], simulator: true);
        var media = await node.MediaOfAsync(await node.SendLinkAsync(Phone, link: $"{origin.Url}/a.jpg"));
        await node.BlockMediaAsync(media!);

        var error = await node.FailureAsync(await node.SendLinkAsync(Phone, link: $"{origin.Url}/a.jpg"));

        error.Text("details").ShouldContain(QuarantineCalls.Reason);
        (await node.Simulator!.MessagesOfAsync(Phone)).Count.ShouldBe(1);
    }

    internal static async Task TellAsync(TestNode node, Receiver receiver)
    {
        using var set = await node.SendJsonAsync(HttpMethod.Patch, "/v1/settings/application", $$$$"""{"webhooks":{"url":"{{{{receiver.Url}}}}"}}""");
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
    }
}
