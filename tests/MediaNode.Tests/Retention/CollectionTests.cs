using Dapper;
using MediaNode.Catalog;
using MediaNode.Tests.Webhooks;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

/// <summary>The original's collectors, with their webhooks.</summary>
public class CollectionTests
{
    private const string MediaGc = "/v1/services/media/gc";
    private const string MessageGc = "/v1/services/message/gc";

    [Fact]
    public async Task Media_unused_for_more_than_thirty_days_go_and_the_business_is_told_how_many()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await RetentionNode.StartAsync(receiver: receiver);
        var old = await UploadAsync(node, 5);
        node.Clock.Advance(TimeSpan.FromDays(29));
        var used = await UploadAsync(node, 1);
        await node.SendAsync(old[4]);
        node.Clock.Advance(TimeSpan.FromDays(2));

        (await node.JsonAsync(MediaGc, HttpMethod.Put)).GetRawText().ShouldBe(
            """{"services":{"media":{"gc":{"status":"processing"}}},"meta":{"api_status":"stable","version":"v2.49.1"}}""");

        await receiver.HeardAsync(1);
        receiver.All.Single().Json.GetRawText().ShouldBe("""{"services":[{"media":{"gc":{"items_deleted":4,"status":"complete"}}}]}""");
        (await node.IsKeptAsync(used[0])).ShouldBeTrue();
        (await node.IsKeptAsync(old[4])).ShouldBeTrue();
        (await node.IsKeptAsync(old[0])).ShouldBeFalse();
        (await node.WhyAsync(old[0])).GetProperty("why").GetString()!.ShouldContain("PUT /v1/services/media/gc");
    }

    [Fact]
    public async Task Of_two_calls_at_once_one_runs_and_both_hear_the_same()
    {
        await using var receiver = await Receiver.StartAsync();
        SlowVolume? volume = null;
        await using var node = await RetentionNode.StartAsync(receiver: receiver, configure: WrappedVolume.Install(inner => volume = new SlowVolume(inner)));
        await UploadAsync(node, 1);
        node.Clock.Advance(TimeSpan.FromDays(31));

        var first = (await node.JsonAsync(MediaGc, HttpMethod.Put)).GetRawText();
        await volume!.Reached.Task;
        var second = (await node.JsonAsync(MediaGc, HttpMethod.Put)).GetRawText();
        volume.Go.SetResult();

        second.ShouldBe(first);
        await receiver.HeardAsync(1);
        node.Read<long>("SELECT COUNT(*) FROM sweeps").ShouldBe(1);
    }

    [Fact]
    public async Task Files_that_cannot_be_deleted_are_told_as_the_original_did_and_the_next_sweep_finishes()
    {
        await using var receiver = await Receiver.StartAsync();
        FailingVolume? volume = null;
        await using var node = await RetentionNode.StartAsync(receiver: receiver, configure: WrappedVolume.Install(inner => volume = new FailingVolume(inner)));
        var media = (await UploadAsync(node, 1)).Single();
        node.Clock.Advance(TimeSpan.FromDays(31));
        volume!.Fails = true;

        await node.JsonAsync(MediaGc, HttpMethod.Put);

        await receiver.HeardAsync(1);
        var told = receiver.All.Single().Json.GetProperty("services")[0].GetProperty("media").GetProperty("gc");
        told.GetProperty("status").GetString().ShouldBe("failed");
        told.GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBe(1014);
        told.GetProperty("errors")[0].GetProperty("details").GetString().ShouldBe("Could not delete media files");
        File.Exists(node.Node.FileOf(media)).ShouldBeTrue();
        (await node.Node.StatusAsync($"/v1/media/{media}")).ShouldBe(System.Net.HttpStatusCode.NotFound);

        volume.Fails = false;
        node.Clock.Advance(TimeSpan.FromMinutes(61));
        await node.GoneAsync(media);
        node.Node.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_delete_that_broke_off_is_finished_by_the_next_sweep_though_nobody_asks_again()
    {
        FailingVolume? volume = null;
        await using var node = await RetentionNode.StartAsync(configure: WrappedVolume.Install(inner => volume = new FailingVolume(inner)));
        var media = await node.UploadAsync();
        volume!.Fails = true;
        using (var failed = await node.Node.SendAsync(HttpMethod.Delete, $"/v1/media/{media}"))
        {
            failed.StatusCode.ShouldBe(System.Net.HttpStatusCode.InternalServerError);
        }

        File.Exists(node.Node.FileOf(media)).ShouldBeTrue();
        volume.Fails = false;
        node.Clock.Advance(TimeSpan.FromMinutes(61));

        await node.GoneAsync(media);
        node.Node.Files.ShouldBeEmpty();
        await Eventually.HoldsAsync(() => node.Read<long>("SELECT COUNT(*) FROM forgotten") == 1, "why it went is written");
        (await node.WhyAsync(media)).GetProperty("why").GetString()!.ShouldBe("The user admin deleted it.");
    }

    [Fact]
    public async Task Old_messages_go_with_what_hangs_on_them_and_the_business_is_told_how_many()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await RetentionNode.StartAsync(receiver: receiver);
        var media = (await UploadAsync(node, 1)).Single();
        var (text, sent, failed, open, asked) = (
            await node.SendAsync(null), await node.SendAsync(media), await node.AcceptAsync(null), await node.AcceptAsync(null), await node.SendAsync(media));
        await node.FailedAsync(failed);
        await node.ChangeAsync("INSERT INTO attempts (subject, at, reason) VALUES (@Id, 1, 'x')", new { Id = sent });
        await node.AskAgainAsync(sent);
        await node.ChangeAsync("UPDATE redeliveries SET state = 1");
        await node.AskAgainAsync(asked);
        node.Settings.Set(present => present with { CollectMessages = false });
        node.Clock.Advance(TimeSpan.FromDays(29));
        var young = await node.SendAsync(null);
        node.Clock.Advance(TimeSpan.FromDays(2));
        var usedAt = (await node.WhyAsync(media)).GetProperty("used_at").GetDateTimeOffset();

        (await node.JsonAsync(MessageGc, HttpMethod.Put)).GetRawText().ShouldBe(
            """{"services":{"message":{"gc":{"status":"processing"}}},"meta":{"api_status":"stable","version":"v2.49.1"}}""");

        await receiver.HeardAsync(1);
        receiver.All.Single().Json.GetRawText().ShouldBe("""{"services":[{"message":{"gc":{"messages_deleted":3,"status":"complete"}}}]}""");
        Left(node).ShouldBe(new[] { open, asked, young }.Order());
        node.Read<long>("SELECT COUNT(*) FROM attempts").ShouldBe(0);
        node.Read<long>("SELECT COUNT(*) FROM redeliveries").ShouldBe(1);
        (await node.WhyAsync(media)).GetProperty("used_at").GetDateTimeOffset().ShouldBe(usedAt);
        text.ShouldNotBe(sent);
    }

    [Fact]
    public async Task That_a_media_was_used_outlives_the_message_that_did()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:Rules=outgoing=60d", "--Retention:Every=30.00:00:00"]);
        var media = (await UploadAsync(node, 1)).Single();
        node.Clock.Advance(TimeSpan.FromDays(20));
        await node.SendAsync(media);
        var usedAt = node.Clock.GetUtcNow();
        node.Clock.Advance(TimeSpan.FromDays(45));

        await node.JsonAsync(MessageGc, HttpMethod.Put);
        await Eventually.HoldsAsync(() => Left(node).Count == 0, "the message gone");

        (await node.WhyAsync(media)).GetProperty("used_at").GetDateTimeOffset().ShouldBe(usedAt);
        (await node.ForgottenAsync()).ShouldBe(0);
        node.Clock.Advance(TimeSpan.FromDays(16));
        await node.ForgottenAsync();
        (await node.IsKeptAsync(media)).ShouldBeFalse();
    }

    [Fact]
    public async Task By_themselves_go_old_messages_whose_media_is_gone_and_those_without()
    {
        await using var node = await RetentionNode.StartAsync();
        var media = await UploadAsync(node, 2);
        var (_, kept, _) = (await node.SendAsync(null), await node.SendAsync(media[0]), await node.SendAsync(media[1]));
        foreach (var one in media)
        {
            await node.ChangeAsync(
                """
                INSERT INTO deposits (id, media_id, kind, policy, digest, length, type, key_made_at, state, revision, leased_until, due_at, attempts, lodgings)
                VALUES (@Id, @Media, 'image', 'p', x'00', 1, 'image/jpeg', 1, 1, 1, 0, 0, 0, 1)
                """,
                new { Id = Guid.NewGuid().ToString("D"), Media = one });
        }

        await node.JsonAsync($"/v1/media/{media[1]}", HttpMethod.Delete);

        node.Clock.Advance(TimeSpan.FromDays(31));

        await Eventually.HoldsAsync(() => Left(node) is [var left] && left == kept, "what can still be delivered again left");
        node.Read<string>("SELECT group_concat(media_id) FROM deposits").ShouldBe(media[0]);
    }

    [Fact]
    public async Task No_message_goes_by_itself_where_that_is_switched_off_or_before_a_recipient_may_not_ask_any_more()
    {
        await using var node = await RetentionNode.StartAsync(["--Retention:KeepMessagesFor=01:00:00"]);
        var text = await node.SendAsync(null);
        node.Clock.Advance(TimeSpan.FromDays(29));
        await node.JsonAsync(MessageGc, HttpMethod.Put);
        await EndedAsync(node);
        Left(node).ShouldBe([text]);

        node.Settings.Set(present => present with { CollectMessages = false });
        node.Clock.Advance(TimeSpan.FromDays(5));
        (await node.ForgottenAsync()).ShouldBe(0);
        Left(node).ShouldBe([text]);
    }

    [Fact]
    public async Task A_message_whose_webhook_is_not_acknowledged_stays()
    {
        await using var node = await RetentionNode.StartAsync();
        var text = await node.SendAsync(null);
        await node.ChangeAsync(
            "INSERT INTO webhook_events (written_at, contact, kind, subject, name, at) VALUES (1, '15550001111', 0, @Id, 'sent', 1)", new { Id = text });
        node.Clock.Advance(TimeSpan.FromDays(40));

        await node.JsonAsync(MessageGc, HttpMethod.Put);
        await EndedAsync(node);

        Left(node).ShouldBe([text]);
    }

    private static Task EndedAsync(RetentionNode node) =>
        Eventually.HoldsAsync(() => node.Read<long>("SELECT COUNT(*) FROM sweeps WHERE asker = 2 AND ended_at IS NOT NULL") == 1, "the collection ended");

    private static IReadOnlyList<string> Left(RetentionNode node)
    {
        using var connection = node.Node.Part<CatalogFile>().OpenForReading();
        return [.. connection.Query<string>("SELECT id FROM messages ORDER BY id")];
    }

    private static async Task<IReadOnlyList<string>> UploadAsync(RetentionNode node, int count)
    {
        var media = new List<string>();
        for (var number = 0; number < count; number++)
        {
            media.Add(await node.UploadAsync());
        }

        return media;
    }

    private sealed class SlowVolume(IVolume inner) : WrappedVolume(inner)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task SyncDeletionsAsync()
        {
            Reached.TrySetResult();
            await Go.Task;
            await base.SyncDeletionsAsync();
        }
    }

    private sealed class FailingVolume(IVolume inner) : WrappedVolume(inner)
    {
        public bool Fails { get; set; }

        public override void Delete(BlobKey key)
        {
            if (Fails)
            {
                throw new IOException("Input/output error");
            }

            base.Delete(key);
        }
    }
}
