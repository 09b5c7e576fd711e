using System.Net;
using MediaNode.Links;
using MediaNode.Problems;
using MediaNode.Tests.EndToEnd;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Links;

/// <summary>One fetch for all that wait, kept for as long as its origin says, and never given to who may not have it.</summary>
public sealed class LinkStageTests
{
    [Fact]
    public async Task An_image_by_link_is_seen_on_the_phone_as_it_was_made_to_fit()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });

        var id = await node.SendLinkAsync("15550900001", more: ""","caption":"look" """);

        await node.Simulator!.ArrivalAsync("15550900001", id, "downloaded");
        var media = (await node.MediaOfAsync(id))!;
        (await node.Simulator.ContentAsync("15550900001", id)).ShouldBe(await node.Client.RenditionAsync(media, "image"));
        fetcher.Asked.ShouldHaveSingleItem().Url.ShouldBe(LinkCalls.Url);
        using var shown = await node.GetAsync($"/api/media/{media}");
        shown.StatusCode.ShouldBe(HttpStatusCode.OK, await shown.Content.ReadAsStringAsync());
        (await shown.JsonAsync()).GetProperty("origin").GetString().ShouldBe("link");
        using var listed = await node.GetAsync("/api/media?origin=link");
        (await listed.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString().ShouldBe(media);
        (await node.Client.GetStringAsync(new Uri("/metrics?format=prometheus", UriKind.Relative))).ShouldContain("medianode_links_total{result=\"fetched\"} 1");
    }

    [Fact]
    public async Task A_thousand_recipients_of_one_link_are_one_fetch()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        var (open, bytes) = (new TaskCompletionSource(), await LinkCalls.SampleAsync("plain.jpg"));
        fetcher.Answer = async (_, _) =>
        {
            await open.Task;
            return new FakeAnswer { Bytes = bytes };
        };

        var ids = await Task.WhenAll(Enumerable.Range(0, 1000).Select(at => node.SendLinkAsync($"1555091{at:D4}")));
        open.SetResult();

        await Eventually.HoldsAsync(() => Sent(node) == 1000, "all are sent");
        fetcher.Asked.Count.ShouldBe(1);
        (await node.MediaOfAsync(ids[0])).ShouldBe(await node.MediaOfAsync(ids[999]));
        node.Files.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_fresh_is_not_asked_for_again_and_what_is_not_is_asked_for_on_condition()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        fetcher.Always(new FakeAnswer
        {
            Bytes = await LinkCalls.SampleAsync("plain.jpg"),
            ETag = "\"1\"",
            FreshUntil = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1),
        });
        var first = (await node.MediaOfAsync(await node.SendLinkAsync("15550900002")))!;
        (await node.MediaOfAsync(await node.SendLinkAsync("15550900003"))).ShouldBe(first);
        fetcher.Asked.Count.ShouldBe(1);

        await node.Simulator!.AdvanceAsync("2h");
        var revalidated = await node.SendLinkAsync("15550900004");

        (await node.MediaOfAsync(revalidated)).ShouldBe(first);
        fetcher.Asked.Select(request => request.ETag).ShouldBe([null, "\"1\""]);
        node.Files.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_bytes_keep_the_media_and_other_bytes_are_another()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });
        var first = await node.MediaOfAsync(await node.SendLinkAsync("15550900005"));

        (await node.MediaOfAsync(await node.SendLinkAsync("15550900006"))).ShouldBe(first);
        fetcher.Asked.Count.ShouldBe(2);
        node.Files.Count.ShouldBe(1);

        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("gps.jpg") });
        (await node.MediaOfAsync(await node.SendLinkAsync("15550900007"))).ShouldNotBe(first);
        node.Files.Count.ShouldBe(2);
        (await node.Simulator!.BlobsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_an_origin_forbids_to_keep_is_used_for_who_waits_and_for_nobody_else()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        fetcher.Always(new FakeAnswer
        {
            Bytes = await LinkCalls.SampleAsync("plain.jpg"),
            ETag = "\"1\"",
            MayBeKept = false,
            FreshUntil = DateTimeOffset.MaxValue,
        });

        await node.MediaOfAsync(await node.SendLinkAsync("15550900008"));
        await node.MediaOfAsync(await node.SendLinkAsync("15550900009"));

        fetcher.Asked.Select(request => request.ETag).ShouldBe([null, null]);
    }

    [Fact]
    public async Task A_link_with_other_credentials_is_another_link()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        var fresh = new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg"), FreshUntil = DateTimeOffset.MaxValue.AddDays(-1) };
        fetcher.Always(fresh);
        await node.SetProviderAsync("one", """{"basic":{"username":"u","password":"p"}}""");
        await node.SetProviderAsync("two", """{"bearer":"t"}""");

        var plain = await node.MediaOfAsync(await node.SendLinkAsync("15550900010"));
        var one = await node.MediaOfAsync(await node.SendLinkAsync("15550900011", more: ""","provider":{"name":"one"}"""));
        var two = await node.MediaOfAsync(await node.SendLinkAsync("15550900012", more: ""","provider":"two" """));
        (await node.MediaOfAsync(await node.SendLinkAsync("15550900013", link: "one/" + LinkCalls.Url))).ShouldBe(one);

        new[] { plain, one, two }.Distinct().Count().ShouldBe(3);
        fetcher.Asked.Select(request => request.Credentials).ShouldBe(
            [null, new LinkCredentials.Basic("u", "p"), new LinkCredentials.Bearer("t")]);

        // The same again changes nothing; other credentials are not given what the old ones were.
        await node.SetProviderAsync("two", """{"bearer":"t"}""");
        (await node.MediaOfAsync(await node.SendLinkAsync("15550900014", more: ""","provider":"two" """))).ShouldBe(two);
        await node.SetProviderAsync("two", """{"bearer":{"token":"t2"}}""");
        (await node.MediaOfAsync(await node.SendLinkAsync("15550900015", more: ""","provider":"two" """))).ShouldNotBe(two);
        fetcher.Asked.Count.ShouldBe(4);
        fetcher.Asked[^1].Credentials.ShouldBe(new LinkCredentials.Bearer("t2"));
    }

    [Fact]
    public async Task What_waits_goes_with_the_credentials_of_now_and_fails_with_words_when_there_are_none()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync(["--Links:Attempts=20"]);
        await using var _ = node;
        fetcher.Always(FakeAnswer.Failed("503 (Service Unavailable)", final: false, retryAfter: TimeSpan.FromMinutes(10)));
        await node.SetProviderAsync("files", """{"bearer":"old"}""");
        await node.SetProviderAsync("gone", """{"bearer":"x"}""");
        var altered = await node.SendLinkAsync("15550900016", more: ""","provider":"files" """);
        var removed = await node.SendLinkAsync("15550900017", more: ""","provider":"gone" """);
        await Eventually.HoldsAsync(() => fetcher.Asked.Count == 2, "both were tried");

        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });
        await node.SetProviderAsync("files", """{"bearer":"new"}""");
        using (var deleted = await node.SendAsync(HttpMethod.Delete, LinkCalls.Providers + "/gone"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await node.Simulator!.AdvanceAsync("11m");

        await node.MediaOfAsync(altered);
        fetcher.Asked[^1].Credentials.ShouldBe(new LinkCredentials.Bearer("new"));
        var error = await node.FailureAsync(removed);
        error.GetProperty("code").GetInt32().ShouldBe(1014);
        error.GetProperty("title").GetString().ShouldBe("Request for url https://files.example/a%20b.jpg?… failed with error: the provider gone was removed");
    }

    [Fact]
    public async Task What_is_being_fetched_while_its_provider_changes_or_goes_is_not_used()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        var (open, bytes) = (new TaskCompletionSource(), await LinkCalls.SampleAsync("plain.jpg"));
        fetcher.Answer = async (request, _) =>
        {
            if (request.Credentials is not LinkCredentials.Bearer("new"))
            {
                await open.Task;
            }

            return new FakeAnswer { Bytes = bytes };
        };
        await node.SetProviderAsync("files", """{"bearer":"old"}""");
        await node.SetProviderAsync("gone", """{"bearer":"x"}""");
        var altered = await node.SendLinkAsync("15550900031", more: ""","provider":{"name":"files"}""");
        var removed = await node.SendLinkAsync("15550900032", more: ""","provider":{"name":"gone"}""");
        await Eventually.HoldsAsync(() => fetcher.Asked.Count == 2, "both are being fetched");
        await node.SetProviderAsync("files", """{"bearer":"new"}""");
        using (var deleted = await node.SendAsync(HttpMethod.Delete, LinkCalls.Providers + "/gone"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        open.SetResult();

        (await node.FailureAsync(removed)).GetProperty("title").GetString()!.ShouldEndWith("failed with error: the provider gone was removed");
        await node.MediaOfAsync(altered);
        fetcher.Asked.Select(request => request.Credentials).Skip(2).ShouldBe([new LinkCredentials.Bearer("new")]);
        node.Files.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_origin_that_does_not_answer_leaves_room_for_others_however_many_links_lead_to_it()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        var (open, bytes) = (new TaskCompletionSource(), await LinkCalls.SampleAsync("plain.jpg"));
        fetcher.Answer = async (request, _) =>
        {
            if (request.Url.StartsWith("https://slow.example", StringComparison.Ordinal))
            {
                await open.Task;
            }

            return new FakeAnswer { Bytes = bytes };
        };
        foreach (var at in Enumerable.Range(0, 24))
        {
            await node.SendLinkAsync($"1555092{at:D4}", link: $"https://slow.example{(at % 2 == 0 ? ":443" : "")}/{at}.jpg");
        }

        await Eventually.HoldsAsync(() => fetcher.Asked.Count == 8, "it has its share");
        foreach (var at in Enumerable.Range(0, 24))
        {
            await node.MediaOfAsync(await node.SendLinkAsync($"1555093{at:D4}", link: $"https://files.example/{at}.jpg"));
        }

        fetcher.Asked.Count.ShouldBe(8 + 24);
        open.SetResult();
        await Eventually.HoldsAsync(() => Sent(node) == 48, "the slow ones are sent too");
    }

    [Fact]
    public async Task Any_number_of_origins_that_failed_leaves_most_places_to_those_that_answer()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync(["--Links:MaxConcurrent=8"]);
        await using var _ = node;
        var (open, bytes) = (new TaskCompletionSource(), await LinkCalls.SampleAsync("plain.jpg"));
        var (down, hanging) = (new System.Collections.Concurrent.ConcurrentDictionary<string, int>(), 0);
        fetcher.Answer = async (request, _) =>
        {
            var host = new Uri(request.Url).Host;
            if (!host.StartsWith("down", StringComparison.Ordinal))
            {
                return new FakeAnswer { Bytes = bytes };
            }

            if (down.AddOrUpdate(host, 1, (_, times) => times + 1) > 1)
            {
                Interlocked.Increment(ref hanging);
                await open.Task;
            }

            return FakeAnswer.Failed("no answer", final: false);
        };
        foreach (var at in Enumerable.Range(0, 12))
        {
            await node.SendLinkAsync($"1555094{at:D4}", link: $"https://down{at}.example/1.jpg");
        }

        await Eventually.HoldsAsync(() => down.Count == 12 && Volatile.Read(ref hanging) == 2, "each failed once, and a quarter of the places is taken by second attempts");
        foreach (var at in Enumerable.Range(0, 24))
        {
            await node.MediaOfAsync(await node.SendLinkAsync($"1555095{at:D4}", link: $"https://files.example/{at}.jpg"));
        }

        Volatile.Read(ref hanging).ShouldBe(2);
        open.SetResult();
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_fails_its_messages_in_the_originals_words()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        fetcher.Always(FakeAnswer.Failed("404 (Not Found)"));

        var id = await node.SendLinkAsync("15550900018");

        (await node.FailureAsync(id)).GetRawText().ShouldBe(
            """{"code":1014,"title":"Request for url https://files.example/a%20b.jpg?… failed with error: 404 (Not Found)"}""");
        fetcher.Asked.Count.ShouldBe(1);
        var story = await node.Client.MessageAsync(id);
        story.GetProperty("steps").EnumerateArray().Last().GetProperty("error").GetProperty("title").GetString()
            .ShouldBe("Request for url https://files.example/a%20b.jpg?… failed with error: 404 (Not Found)");
        story.GetProperty("link").GetRawText().ShouldBe("""{"url":"https://files.example/a%20b.jpg?…","state":"failed","attempts":1}""");
    }

    [Fact]
    public async Task What_may_help_is_tried_again_a_few_times()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync(["--Links:Attempts=2"]);
        await using var _ = node;
        var picture = new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") };
        fetcher.Answer = (_, _) => Task.FromResult(fetcher.Asked.Count == 1 ? FakeAnswer.Failed("503 (Service Unavailable)", final: false) : picture);
        await node.MediaOfAsync(await node.SendLinkAsync("15550900019"));
        fetcher.Asked.Count.ShouldBe(2);

        fetcher.Always(FakeAnswer.Failed("503 (Service Unavailable)", final: false, details: "No more."));
        var failed = await node.SendLinkAsync("15550900020", link: "https://files.example/other.jpg");

        var error = await node.FailureAsync(failed);
        error.GetProperty("details").GetString().ShouldBe("No more.");
        fetcher.Asked.Count.ShouldBe(4);
        (await node.Client.MessageAsync(failed)).GetProperty("attempts").EnumerateArray().Select(attempt => attempt.GetProperty("reason").GetString())
            .ShouldBe(["503 (Service Unavailable)", "503 (Service Unavailable)"]);
    }

    [Fact]
    public async Task A_full_volume_is_waited_for_and_a_message_is_told_what_it_waits_for()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync(["--Links:Attempts=1"]);
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Outcome = new LinkOutcome.Postponed(Problem.VolumeFull.Because("No room.")) });
        var id = await node.SendLinkAsync("15550900021");
        await TestSimulator.UntilAsync(
            async () => (await node.Client.MessageAsync(id)).GetProperty("waiting_for").GetString()!.EndsWith("No room.", StringComparison.Ordinal), () => "the reason is told");

        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });
        await node.Simulator!.AdvanceAsync("10s");

        await node.MediaOfAsync(id);
    }

    [Fact]
    public async Task Each_goes_as_what_it_turns_out_to_be_and_one_that_cannot_be_that_fails()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("mono.opus"), Type = "audio/ogg" });
        var voice = await node.SendLinkAsync("15550900022", "audio", "https://files.example/v.ogg");
        var document = await node.SendLinkAsync("15550900023", "document", "https://files.example/v.ogg", ""","filename":"v.ogg" """);
        var image = await node.SendLinkAsync("15550900024", "image", "https://files.example/v.ogg");
        var header = await node.Client.SendMessageAsync("15550900025", "template",
            """{"name":"t","language":{"code":"en"},"components":[{"type":"header","parameters":[{"type":"document","link":"https://files.example/v.ogg"}]}]}""");

        (await node.Client.MessageOnceAsync(voice, "delivered")).GetProperty("kind").GetString().ShouldBe("voice");
        (await node.Client.MessageOnceAsync(document, "delivered")).GetProperty("kind").GetString().ShouldBe("document");
        var error = await node.FailureAsync(image);
        error.GetProperty("title").GetString().ShouldBe("Internal error");
        error.GetProperty("details").GetString()!.ShouldStartWith("The link names a media that is audio/ogg; codecs=opus by its content; image takes a picture.");
        (await node.FailureAsync(header)).GetProperty("details").GetString()!.ShouldContain("takes a document that is PDF");
    }

    [Fact]
    public async Task A_media_that_was_deleted_is_fetched_anew()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg"), ETag = "\"1\"", FreshUntil = DateTimeOffset.MaxValue.AddDays(-1) });
        var first = (await node.MediaOfAsync(await node.SendLinkAsync("15550900026")))!;
        using (var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{first}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await node.MediaOfAsync(await node.SendLinkAsync("15550900027"))).ShouldNotBe(first);

        fetcher.Asked.Select(request => request.ETag).ShouldBe([null, null]);
    }

    [Fact]
    public async Task A_recipients_later_message_waits_for_the_link_of_the_earlier()
    {
        var (node, fetcher) = await FakeFetcher.StartAsync();
        await using var _ = node;
        var (open, bytes) = (new TaskCompletionSource(), await LinkCalls.SampleAsync("plain.jpg"));
        fetcher.Answer = async (_, _) =>
        {
            await open.Task;
            return new FakeAnswer { Bytes = bytes };
        };
        var image = await node.SendLinkAsync("15550900028");
        var text = await node.Client.SendTextAsync("15550900028", "after it");
        await node.Client.MessageOnceAsync(await node.Client.SendTextAsync("15550900029", "to another"), "delivered");
        (await node.Client.MessageAsync(text)).GetProperty("status").GetString().ShouldBe("accepted");

        open.SetResult();

        await node.Client.MessageOnceAsync(text, "delivered");
        (await node.Simulator!.MessagesOfAsync("15550900028")).Select(message => message.GetProperty("id").GetString()).ShouldBe([image, text]);
    }

    [Fact]
    public async Task What_was_being_fetched_when_the_node_stopped_is_fetched_at_its_next_start()
    {
        using var data = new TempDirectory();
        string id;
        var (first, hanging) = await FakeFetcher.StartAsync(data: data.Path);
        await using (first)
        {
            hanging.Answer = async (_, stopping) =>
            {
                await Task.Delay(Timeout.Infinite, stopping);
                return new FakeAnswer();
            };
            id = await first.SendLinkAsync("15550900030");
            await Eventually.HoldsAsync(() => hanging.Asked.Count == 1, "it is being fetched");
            await TestSimulator.UntilAsync(
                async () => (await first.Client.MessageAsync(id)).GetProperty("link").GetProperty("state").GetString() == "fetching", () => "it is told so");
        }

        var (second, fetcher) = await FakeFetcher.StartAsync(data: data.Path);
        await using var _ = second;
        fetcher.Always(new FakeAnswer { Bytes = await LinkCalls.SampleAsync("plain.jpg") });
        await second.MediaOfAsync(id);
    }

    private static long Sent(TestNode node)
    {
        using var connection = node.Part<MediaNode.Catalog.CatalogFile>().OpenForReading();
        return Dapper.SqlMapper.ExecuteScalar<long>(connection, "SELECT COUNT(*) FROM messages WHERE state BETWEEN 2 AND 4");
    }
}
