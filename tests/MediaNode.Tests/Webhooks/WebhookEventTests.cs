using Dapper;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Tests.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Webhooks;

/// <summary>What is told is written with what it tells of: each status once and in its order, and only what is asked for now.</summary>
public sealed class WebhookEventTests : IDisposable
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);
    private static readonly MessageError _error = new(1014, "Internal error", "because");
    private readonly TestCatalog _catalog = new();

    public WebhookEventTests() => _catalog.WebhookEvents.Wish = new WebhookWish(Sent: true, Delivered: true, Read: true);

    [Fact]
    public async Task Each_status_is_told_once_and_in_its_order()
    {
        var id = await SentAsync("1");

        await TakeInAsync(Receipt(id, MessageState.Delivered), Receipt(id, MessageState.Delivered));
        await TakeInAsync(Receipt(id, MessageState.Delivered), Receipt(id, MessageState.Read), Receipt(id, MessageState.Delivered));
        await TakeInAsync(Receipt(id, MessageState.Read));

        Told().ShouldBe([$"sent {id}", $"delivered {id}", $"read {id}"]);
    }

    [Fact]
    public async Task A_read_that_comes_before_the_delivery_and_before_the_answer_tells_all_that_it_proves()
    {
        var id = await _catalog.AcceptAsync("1");
        var claimed = await _catalog.Queue.ClaimAsync(10, _lease);

        await TakeInAsync(Receipt(id, MessageState.Read));
        await TakeInAsync(Receipt(id, MessageState.Delivered));
        await _catalog.Queue.SettleAsync([(claimed[0], _catalog.Clock.GetUtcNow(), null)]);

        Told().ShouldBe([$"sent {id}", $"delivered {id}", $"read {id}"]);
    }

    [Fact]
    public async Task Times_are_those_of_the_first_receipt_and_the_order_of_receipts_is_kept_among_messages()
    {
        var (first, second) = (await SentAsync("1"), await SentAsync("2"));
        var now = _catalog.Clock.GetUtcNow();

        await TakeInAsync(
            new ReceiptRow(second, now.AddSeconds(5), MessageState.Delivered, false), new ReceiptRow(first, now.AddSeconds(6), MessageState.Delivered, false),
            new ReceiptRow(second, now.AddSeconds(9), MessageState.Delivered, false));

        Told().ShouldBe([$"sent {first}", $"sent {second}", $"delivered {second}", $"delivered {first}"]);
        Rows()[2].At.ShouldBe(now.AddSeconds(5).ToUnixTimeMilliseconds());
        Rows()[2].Contact.ShouldBe("2");
    }

    [Theory]
    [InlineData(false, true, true, "delivered,read")]
    [InlineData(true, false, false, "sent")]
    [InlineData(true, false, true, "sent,read")]
    [InlineData(false, false, false, "")]
    public async Task Only_what_is_asked_for_is_told(bool sent, bool delivered, bool read, string expected)
    {
        _catalog.WebhookEvents.Wish = new WebhookWish(sent, delivered, read);
        var id = await SentAsync("1");

        await TakeInAsync(Receipt(id, MessageState.Read));

        string.Join(',', Rows().Select(row => row.Name)).ShouldBe(expected);
    }

    [Fact]
    public async Task What_nobody_wanted_to_hear_is_not_told_later()
    {
        _catalog.WebhookEvents.Wish = null;
        var id = await SentAsync("1");
        await TakeInAsync(Receipt(id, MessageState.Delivered));
        await _catalog.Events.TakeInAsync("whatsapp", 2, [], [], [Text("in", "1")]);

        _catalog.WebhookEvents.Wish = new WebhookWish(Sent: true, Delivered: true, Read: true);
        await TakeInAsync(Receipt(id, MessageState.Delivered));
        await _catalog.Events.TakeInAsync("whatsapp", 2, [], [], [Text("in", "1")]);

        Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ten_thousand_messages_that_are_settled_together_are_told_each()
    {
        for (var number = 0; number < 10_000; number += 1000)
        {
            await Task.WhenAll(Enumerable.Range(number, 1000).Select(recipient => _catalog.AcceptAsync($"{recipient}")));
        }

        var claimed = await _catalog.Queue.ClaimAsync(10_000, _lease);

        (await _catalog.Queue.SettleAsync([.. claimed.Select(message => (message, _catalog.Clock.GetUtcNow(), (MessageError?)null))])).ShouldBe(10_000);

        Rows().Select(row => row.Subject).ShouldBe(claimed.Select(message => message.Id));
    }

    [Fact]
    public async Task A_failure_is_told_whatever_is_asked_for_and_whichever_way_it_came_about()
    {
        _catalog.WebhookEvents.Wish = new WebhookWish(false, false, false);
        var (refused, deleted) = (MediaId.New(_catalog.Clock), MediaId.New(_catalog.Clock));
        var byUpstream = await _catalog.AcceptAsync("1");
        var claimed = await _catalog.Queue.ClaimAsync(10, _lease);
        var byMedia = await _catalog.AcceptAsync("2", refused);
        var byDeletion = await _catalog.AcceptAsync("3", deleted);

        await _catalog.Queue.SettleAsync([(claimed[0], _catalog.Clock.GetUtcNow(), _error)]);
        await _catalog.Queue.FailWaitingAsync(new WaitedFor(refused, Kind.Image), _error);
        await _catalog.Messages.FailUnsentAsync(deleted, _error);
        var byTime = await _catalog.AcceptAsync("4");
        _catalog.Clock.Advance(TimeSpan.FromDays(1));
        await _catalog.Queue.GiveUpAsync(_catalog.Clock.GetUtcNow() - TimeSpan.FromHours(1), _error);

        Told().ShouldBe([$"failed {byUpstream}", $"failed {byMedia}", $"failed {byDeletion}", $"failed {byTime}"]);
        Rows().ShouldAllBe(row => row.Error == _error);
    }

    [Fact]
    public async Task Who_lost_the_lease_tells_nothing()
    {
        await _catalog.AcceptAsync("1");
        var slow = await _catalog.Queue.ClaimAsync(10, _lease);
        _catalog.Clock.Advance(_lease);
        await _catalog.Queue.ClaimAsync(10, _lease);

        await _catalog.Queue.SettleAsync([(slow[0], _catalog.Clock.GetUtcNow(), null)]);
        await _catalog.Queue.SettleAsync([(slow[0], _catalog.Clock.GetUtcNow(), _error)]);

        Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_users_text_is_told_once_and_a_media_not_before_it_is_here()
    {
        await _catalog.Events.TakeInAsync("whatsapp", 2, [], [], [Text("a", "1"), Text("a", "1"), Text("b", "2") with { Type = "image" }]);
        await _catalog.Events.TakeInAsync("whatsapp", 2, [], [], [Text("a", "1")]);

        var told = Rows().ShouldHaveSingleItem();
        told.ShouldSatisfyAllConditions(
            () => told.Subject.ShouldBe("a"), () => told.Contact.ShouldBe("1"), () => told.Profile.ShouldBe("Ada"),
            () => told.Content.ShouldBe("""{"body":"hi"}"""), () => told.IsMessage.ShouldBeTrue());
    }

    [Fact]
    public async Task It_is_rung_for_what_was_written_and_for_nothing_else()
    {
        var rings = 0;
        _catalog.WebhookEvents.Written += () => rings++;
        var id = await SentAsync("1");
        rings.ShouldBe(1);

        await TakeInAsync(Receipt(id, MessageState.Sent));
        rings.ShouldBe(1);
    }

    public void Dispose() => _catalog.Dispose();

    private async Task<string> SentAsync(string recipient)
    {
        var id = await _catalog.AcceptAsync(recipient);
        await _catalog.Queue.SettleAsync([((await _catalog.Queue.ClaimAsync(10, _lease)).Single(), _catalog.Clock.GetUtcNow(), null)]);
        return id;
    }

    private Task TakeInAsync(params ReceiptRow[] receipts) => _catalog.Events.TakeInAsync("whatsapp", 1, receipts, [], []);

    private ReceiptRow Receipt(string id, MessageState state) => new(id, _catalog.Clock.GetUtcNow(), state, Downloaded: false);

    private InboundRow Text(string id, string from) => new(id, from, "Ada", "text", """{"body":"hi"}""", _catalog.Clock.GetUtcNow());

    private IEnumerable<string> Told() => Rows().Select(row => $"{row.Name} {row.Subject}");

    private List<WebhookEvent> Rows()
    {
        using var connection = _catalog.File.OpenForReading();
        return connection.Query<WebhookEvent>(
            """
            SELECT seq Seq, written_at WrittenAt, contact Contact, kind Kind, subject Subject, name Name, at At, profile Profile, content Content
            FROM webhook_events ORDER BY seq
            """).AsList();
    }
}
