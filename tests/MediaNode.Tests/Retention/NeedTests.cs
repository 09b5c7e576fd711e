using MediaNode.Catalog;
using MediaNode.Tests.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

/// <summary>What is still needed is never taken, whatever the rule; and goes when it is not needed any more.</summary>
public class NeedTests
{
    private static readonly string[] _strict = ["--Retention:Rules=outgoing=1h, link=1h, incoming=1h"];

    [Fact]
    public async Task A_media_of_a_message_that_is_still_to_be_sent_stays()
    {
        await using var node = await RetentionNode.StartAsync(_strict);
        var media = await node.UploadAsync("1m");
        var message = await node.AcceptAsync(media);

        node.Clock.Advance(TimeSpan.FromDays(60));
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.NeedsAsync(media)).ShouldContain("pending");

        await node.FailedAsync(message);
        (await node.ForgottenAsync()).ShouldBe(1);
        (await node.IsKeptAsync(media)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_a_link_brought_stays_while_messages_wait_for_the_link()
    {
        await using var node = await RetentionNode.StartAsync(_strict);
        var media = await node.UploadAsync();
        await node.ChangeAsync(
            """
            UPDATE media SET origin = 1;
            INSERT INTO links (url, provider, credentials, state, revision, leased_until, due_at, attempts, media_id, fresh_until)
            VALUES ('https://example.org/a.jpg', '', 0, 1, 0, 0, 0, 0, @Media, 0);
            """,
            new { Media = media });
        var message = await node.AcceptAsync(null);
        await node.ChangeAsync("UPDATE messages SET state = 0, link_id = 1 WHERE id = @Id", new { Id = message });

        node.Clock.Advance(TimeSpan.FromDays(60));
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.NeedsAsync(media)).ShouldBe(["pending"]);

        await node.FailedAsync(message);
        (await node.ForgottenAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_media_stays_as_long_as_a_recipient_may_ask_for_it_again()
    {
        await using var node = await RetentionNode.StartAsync(_strict);
        var media = await node.UploadAsync();
        await node.SendAsync(media);
        await node.FailedAsync(await node.AcceptAsync(media));

        node.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(61));
        (await node.ForgottenAsync()).ShouldBe(0);
        var why = await node.WhyAsync(media);
        why.GetProperty("needs").EnumerateArray().Single().GetProperty("need").GetString().ShouldBe("recipients");
        why.GetProperty("until").GetDateTimeOffset().ShouldBe(node.Clock.GetUtcNow() + TimeSpan.FromMinutes(61));

        node.Clock.Advance(TimeSpan.FromMinutes(62));
        await node.GoneAsync(media);
    }

    [Fact]
    public async Task The_time_to_ask_again_can_be_set()
    {
        await using var node = await RetentionNode.StartAsync([.. _strict, "--Retention:RerequestTime=00:00:00"]);
        var media = await node.UploadAsync();
        await node.SendAsync(media);

        node.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromMinutes(61));
        (await node.ForgottenAsync()).ShouldBe(0);
        node.Clock.Advance(TimeSpan.FromMinutes(62));

        await node.GoneAsync(media);
    }

    [Fact]
    public async Task A_message_that_was_accepted_earlier_and_handed_over_later_counts_from_then()
    {
        await using var node = await RetentionNode.StartAsync([.. _strict, "--Messages:GiveUpAfter=5.00:00:00"]);
        var media = await node.UploadAsync();
        var held = await node.AcceptAsync(media);
        await node.SendAsync(media);
        node.Clock.Advance(TimeSpan.FromDays(4));
        await node.SentAsync(held);

        node.Clock.Advance(TimeSpan.FromDays(28));
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.NeedsAsync(media)).ShouldBe(["recipients"]);

        node.Clock.Advance(TimeSpan.FromDays(3));
        await node.GoneAsync(media);
    }

    [Fact]
    public async Task A_media_that_was_asked_for_again_stays_until_that_is_answered()
    {
        await using var node = await RetentionNode.StartAsync(_strict);
        var media = await node.UploadAsync();
        var message = await node.SendAsync(media);
        node.Clock.Advance(TimeSpan.FromDays(29));
        await node.AskAgainAsync(message);

        node.Clock.Advance(TimeSpan.FromDays(20));
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.NeedsAsync(media)).ShouldBe(["asked_for"]);

        await node.ChangeAsync("UPDATE redeliveries SET state = 1");
        (await node.ForgottenAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_media_stays_while_a_webhook_that_tells_of_it_is_not_acknowledged()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = (_, context) =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await using var node = await RetentionNode.StartAsync(_strict, receiver);
        var media = await node.UploadAsync();
        var message = await node.AcceptAsync(media);
        await node.Node.Part<SendQueue>().GiveUpAsync(node.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), new MessageError(408, "Message is not valid", null));
        await receiver.HeardAsync(1);
        node.Node.Part<MessageCatalog>().Find(message)!.State.ShouldBe(MessageState.Failed);

        node.Clock.Advance(TimeSpan.FromHours(2));
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.NeedsAsync(media)).ShouldBe(["untold"]);

        receiver.Answer = (_, _) => Task.CompletedTask;
        node.Clock.Advance(TimeSpan.FromMinutes(15));
        await receiver.ToldAsync(1);
        await Eventually.HoldsAsync(() => node.Node.Part<WebhookQueue>().Waiting().Events == 0, "the webhook acknowledged");
        (await node.ForgottenAsync()).ShouldBe(1);
        node.Read<long>("SELECT COUNT(*) FROM webhook_subjects").ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task What_a_user_sent_stays_until_the_business_was_told_and_has_acknowledged(int told)
    {
        await using var node = await RetentionNode.StartAsync(_strict);
        var media = await node.UploadAsync();
        await node.ChangeAsync(
            """
            UPDATE media SET origin = 2;
            INSERT INTO inbound (id, sender, type, content, received_at, told) VALUES ('in-1', '15550001111', 'image', '{}', 1, @Told);
            INSERT INTO inbound_media (message_id, media_id, kind, type, state, revision, leased_until, due_at, attempts, asks, wanted_at, wanted, content)
            VALUES ('in-1', @Media, 'image', 'image/jpeg', 2, 0, 0, 0, 0, 0, 0, 0, '{}');
            """,
            new { Media = media, Told = told });

        node.Clock.Advance(TimeSpan.FromDays(60));
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.NeedsAsync(media)).ShouldBe(["untold"]);

        await node.ChangeAsync(
            """
            UPDATE inbound SET told = 2;
            INSERT INTO webhook_events (written_at, contact, kind, subject, name, at) VALUES (1, '15550001111', 1, 'in-1', 'image', 1);
            """);
        (await node.ForgottenAsync()).ShouldBe(0);
        (await node.NeedsAsync(media)).ShouldBe(["untold"]);

        await node.ChangeAsync("DELETE FROM webhook_events");
        (await node.ForgottenAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_that_waits_in_no_body_yet_counts_as_well()
    {
        await using var node = await RetentionNode.StartAsync(_strict);
        var media = await node.UploadAsync();
        var message = await node.AcceptAsync(media);
        await node.FailedAsync(message);
        await node.ChangeAsync(
            "INSERT INTO webhook_events (written_at, contact, kind, subject, name, at) VALUES (1, '15550001111', 0, @Id, 'failed', 1)", new { Id = message });

        node.Clock.Advance(TimeSpan.FromHours(2));
        (await node.NeedsAsync(media)).ShouldBe(["untold"]);
        (await node.ForgottenAsync()).ShouldBe(0);
    }
}
