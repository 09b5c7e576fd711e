using MediaNode.Catalog;
using MediaNode.Formats.Sealing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Catalog;

/// <summary>Receipts may come twice, late, out of order, or before the answer to the send: states only climb.</summary>
public sealed class EventCatalogTests : IDisposable
{
    private readonly TestCatalog _catalog = new();

    [Fact]
    public async Task Receipts_climb_and_the_first_time_of_each_is_kept()
    {
        var id = await SentAsync();
        var start = _catalog.Clock.GetUtcNow();

        await TakeInAsync(1, Receipt(id, start.AddSeconds(2), MessageState.Read));
        await TakeInAsync(2, Receipt(id, start.AddSeconds(9), MessageState.Delivered));
        await TakeInAsync(3, Receipt(id, start.AddSeconds(9), MessageState.Read));

        var message = _catalog.Messages.Find(id)!;
        message.State.ShouldBe(MessageState.Read);
        message.ReadAt.ShouldBe(start.AddSeconds(2));
        message.DeliveredAt.ShouldBe(start.AddSeconds(2));
        _catalog.Events.CursorOf("whatsapp").ShouldBe(3);
    }

    [Fact]
    public async Task A_download_is_a_fact_of_its_own()
    {
        var id = await SentAsync();
        var now = _catalog.Clock.GetUtcNow();

        await TakeInAsync(1, new ReceiptRow(id, now, MessageState.Sent, Downloaded: true));

        var message = _catalog.Messages.Find(id)!;
        message.State.ShouldBe(MessageState.Sent);
        message.DownloadedAt.ShouldBe(now);
        message.DeliveredAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_receipt_that_overtakes_the_answer_to_the_send_is_not_undone_by_it()
    {
        var id = await _catalog.AcceptAsync("1");
        var claimed = await _catalog.Queue.ClaimAsync(10, TimeSpan.FromMinutes(1));
        var now = _catalog.Clock.GetUtcNow();

        await TakeInAsync(1, Receipt(id, now, MessageState.Delivered));
        await _catalog.Queue.SettleAsync([(claimed[0], now.AddSeconds(5), null)]);

        _catalog.Messages.Find(id)!.State.ShouldBe(MessageState.Delivered);
        (await _catalog.Queue.ClaimAsync(10, TimeSpan.FromMinutes(1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_receipt_proves_that_a_message_was_sent_whose_answer_was_lost()
    {
        var id = await _catalog.AcceptAsync("1");
        await _catalog.Queue.ClaimAsync(10, TimeSpan.FromMinutes(1));
        await TakeInAsync(1, Receipt(id, _catalog.Clock.GetUtcNow(), MessageState.Delivered));
        await _catalog.Queue.ReleaseAllAsync();

        (await _catalog.Queue.ClaimAsync(10, TimeSpan.FromMinutes(1))).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_failed_stays_failed()
    {
        var id = await _catalog.AcceptAsync("1");
        await _catalog.Queue.GiveUpAsync(_catalog.Clock.GetUtcNow().AddSeconds(1), new MessageError(408, "Message is not valid", null));

        await TakeInAsync(1, Receipt(id, _catalog.Clock.GetUtcNow(), MessageState.Delivered));

        _catalog.Messages.Find(id)!.State.ShouldBe(MessageState.Failed);
    }

    [Fact]
    public async Task Of_several_requests_for_one_media_one_is_answered_until_then()
    {
        var id = await SentAsync();
        var request = new RequestRow(id, _catalog.Clock.GetUtcNow(), [1, 2], [3]);
        await _catalog.Events.TakeInAsync("whatsapp", 1, [], [request, request], []);
        await _catalog.Events.TakeInAsync("whatsapp", 2, [], [request], []);

        var claimed = await _catalog.Redeliveries.ClaimAsync(10, TimeSpan.FromMinutes(1));
        claimed.Count.ShouldBe(1);
        claimed[0].Payload.ShouldBe([1, 2]);
        await _catalog.Redeliveries.AnsweredAsync(claimed[0], RedeliveryOutcome.Success, "/v/1?x", null);

        await _catalog.Events.TakeInAsync("whatsapp", 3, [], [request], []);
        (await _catalog.Redeliveries.ClaimAsync(10, TimeSpan.FromMinutes(1))).Count.ShouldBe(1);
        _catalog.Redeliveries.Of([id])[id].Select(row => row.Outcome).ShouldBe([1L, null]);
    }

    [Fact]
    public async Task An_answer_that_failed_is_due_again_later()
    {
        var id = await SentAsync();
        await _catalog.Events.TakeInAsync("whatsapp", 1, [], [new RequestRow(id, _catalog.Clock.GetUtcNow(), [1], [2])], []);
        var row = (await _catalog.Redeliveries.ClaimAsync(10, TimeSpan.FromMinutes(1)))[0];

        await _catalog.Redeliveries.PostponeAsync(row, _catalog.Clock.GetUtcNow().AddSeconds(30), "away");

        (await _catalog.Redeliveries.ClaimAsync(10, TimeSpan.FromMinutes(1))).ShouldBeEmpty();
        _catalog.Redeliveries.NextDue().ShouldBe(_catalog.Clock.GetUtcNow().AddSeconds(30));
        _catalog.Clock.Advance(TimeSpan.FromSeconds(30));
        (await _catalog.Redeliveries.ClaimAsync(10, TimeSpan.FromMinutes(1)))[0].Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_users_message_is_known_and_can_be_read()
    {
        await _catalog.Events.TakeInAsync("whatsapp", 1, [], [], [new InboundRow("ABGG1", "1", "Ada", "text", "{}", _catalog.Clock.GetUtcNow())]);

        (await _catalog.Events.MarkReadAsync("ABGG1")).ShouldBeTrue();
        (await _catalog.Events.MarkReadAsync("ABGG2")).ShouldBeFalse();
    }

    public void Dispose() => _catalog.Dispose();

    private static ReceiptRow Receipt(string id, DateTimeOffset at, MessageState state) => new(id, at, state, Downloaded: false);

    private Task TakeInAsync(long cursor, params ReceiptRow[] receipts) => _catalog.Events.TakeInAsync("whatsapp", cursor, receipts, [], []);

    private async Task<string> SentAsync()
    {
        var id = await _catalog.AcceptAsync("1");
        var claimed = await _catalog.Queue.ClaimAsync(10, TimeSpan.FromMinutes(1));
        await _catalog.Queue.SettleAsync([.. claimed.Select(message => (message, _catalog.Clock.GetUtcNow(), (MessageError?)null))]);
        return id;
    }
}
