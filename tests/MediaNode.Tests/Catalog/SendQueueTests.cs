using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Catalog;

/// <summary>The rows are the queue: each message is with one sender at a time, and a recipient's stay in their order.</summary>
public sealed class SendQueueTests : IDisposable
{
    private static readonly TimeSpan _lease = TimeSpan.FromMinutes(1);
    private static readonly MessageError _error = new(1014, "Internal error", "because");
    private readonly TestCatalog _catalog = new();

    [Fact]
    public async Task Messages_are_taken_in_their_order_and_by_one_sender()
    {
        var ids = new[] { await _catalog.AcceptAsync("1"), await _catalog.AcceptAsync("2"), await _catalog.AcceptAsync("1") };

        var claimed = await _catalog.Queue.ClaimAsync(10, _lease);

        claimed.Select(message => message.Id).ShouldBe(ids);
        (await _catalog.Queue.ClaimAsync(10, _lease)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_later_message_waits_while_an_earlier_one_to_the_same_recipient_waits_for_its_media()
    {
        var media = MediaId.New(_catalog.Clock);
        var first = await _catalog.AcceptAsync("1", media);
        var second = await _catalog.AcceptAsync("1");
        var other = await _catalog.AcceptAsync("2");

        (await _catalog.Queue.ClaimAsync(10, _lease)).Select(message => message.Id).ShouldBe([other]);

        (await _catalog.Queue.ReadyAsync(new WaitedFor(media, Kind.Image), "deposit")).ShouldBe(1);
        var claimed = await _catalog.Queue.ClaimAsync(10, _lease);
        claimed.Select(message => message.Id).ShouldBe([first, second]);
        claimed[0].DepositId.ShouldBe("deposit");
    }

    [Fact]
    public async Task A_later_message_waits_while_an_earlier_one_to_the_same_recipient_is_on_its_way()
    {
        await _catalog.AcceptAsync("1");
        var first = await _catalog.Queue.ClaimAsync(10, _lease);
        var second = await _catalog.AcceptAsync("1");

        (await _catalog.Queue.ClaimAsync(10, _lease)).ShouldBeEmpty();

        await _catalog.Queue.SettleAsync([(first[0], _catalog.Clock.GetUtcNow(), null)]);
        (await _catalog.Queue.ClaimAsync(10, _lease)).Select(message => message.Id).ShouldBe([second]);
    }

    [Fact]
    public async Task One_that_failed_holds_nobody_up()
    {
        await _catalog.AcceptAsync("1");
        var first = await _catalog.Queue.ClaimAsync(10, _lease);
        var second = await _catalog.AcceptAsync("1");

        await _catalog.Queue.SettleAsync([(first[0], _catalog.Clock.GetUtcNow(), _error)]);

        _catalog.Messages.Find(first[0].Id)!.ShouldSatisfyAllConditions(
            message => message.State.ShouldBe(MessageState.Failed), message => message.Error.ShouldBe(_error));
        (await _catalog.Queue.ClaimAsync(10, _lease)).Select(message => message.Id).ShouldBe([second]);
    }

    [Fact]
    public async Task Who_lost_the_lease_settles_nothing()
    {
        await _catalog.AcceptAsync("1");
        var slow = await _catalog.Queue.ClaimAsync(10, _lease);
        _catalog.Clock.Advance(_lease);
        var quick = await _catalog.Queue.ClaimAsync(10, _lease);

        (await _catalog.Queue.SettleAsync([(slow[0], _catalog.Clock.GetUtcNow(), _error)])).ShouldBe(0);
        (await _catalog.Queue.GiveBackAsync(slow, "late")).ShouldBe(0);
        (await _catalog.Queue.SettleAsync([(quick[0], _catalog.Clock.GetUtcNow(), null)])).ShouldBe(1);

        _catalog.Messages.Find(slow[0].Id)!.State.ShouldBe(MessageState.Sent);
    }

    [Fact]
    public async Task What_is_given_back_is_due_again_and_says_why()
    {
        var id = await _catalog.AcceptAsync("1");
        for (var attempt = 0; attempt < AttemptRows.Most + 5; attempt++)
        {
            await _catalog.Queue.GiveBackAsync(await _catalog.Queue.ClaimAsync(10, _lease), $"reason {attempt}");
            _catalog.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        _catalog.Messages.Find(id)!.Attempts.ShouldBe(AttemptRows.Most + 5);
        var attempts = _catalog.Messages.AttemptsOf(id);
        attempts.Count.ShouldBe(AttemptRows.Most);
        attempts[^1].Reason.ShouldBe($"reason {AttemptRows.Most + 4}");
        (await _catalog.Queue.ClaimAsync(10, _lease)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task At_the_start_nothing_is_leased()
    {
        await _catalog.AcceptAsync("1");
        await _catalog.Queue.ClaimAsync(10, _lease);

        await _catalog.Queue.ReleaseAllAsync();

        (await _catalog.Queue.ClaimAsync(10, _lease)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_message_whose_deposit_expired_waits_for_its_media_again()
    {
        var media = MediaId.New(_catalog.Clock);
        var id = await _catalog.AcceptAsync("1", media);
        await _catalog.Queue.ReadyAsync(new WaitedFor(media, Kind.Image), "deposit");

        await _catalog.Queue.WaitAgainAsync(await _catalog.Queue.ClaimAsync(10, _lease));

        _catalog.Messages.Find(id)!.State.ShouldBe(MessageState.Waiting);
        _catalog.Queue.WaitedFor(null, 10).ShouldBe([new WaitedFor(media, Kind.Image)]);
    }

    [Fact]
    public async Task What_messages_wait_for_is_listed_once_however_many_wait_and_page_by_page()
    {
        var media = Enumerable.Range(0, 5).Select(_ => MediaId.New(_catalog.Clock)).OrderBy(id => id.ToString(), StringComparer.Ordinal).ToList();
        foreach (var (id, number) in media.SelectMany(id => Enumerable.Range(0, 3).Select(number => (id, number))))
        {
            await _catalog.AcceptAsync($"{number}", id);
        }

        await _catalog.AcceptAsync("1", media[0], Kind.Sticker);
        await _catalog.AcceptAsync("9");

        var first = _catalog.Queue.WaitedFor(null, 3);
        var rest = _catalog.Queue.WaitedFor(first[^1], 10);

        first.Concat(rest).ShouldBe(
            [new(media[0], Kind.Image), new(media[0], Kind.Sticker), .. media.Skip(1).Select(id => new WaitedFor(id, Kind.Image))]);
    }

    [Fact]
    public async Task What_waits_for_a_media_that_cannot_be_sent_fails_and_nothing_else()
    {
        var (refused, good) = (MediaId.New(_catalog.Clock), MediaId.New(_catalog.Clock));
        var failing = await _catalog.AcceptAsync("1", refused);
        var waiting = await _catalog.AcceptAsync("2", good);

        (await _catalog.Queue.FailWaitingAsync(new WaitedFor(refused, Kind.Image), _error)).ShouldBe(1);

        _catalog.Messages.Find(failing)!.Error.ShouldBe(_error);
        _catalog.Messages.Find(waiting)!.State.ShouldBe(MessageState.Waiting);
    }

    [Fact]
    public async Task A_deletion_fails_what_is_not_sent_but_for_what_is_on_its_way()
    {
        var media = MediaId.New(_catalog.Clock);
        var sent = await _catalog.AcceptAsync("1", media);
        await _catalog.Queue.ReadyAsync(new WaitedFor(media, Kind.Image), "deposit");
        var onItsWay = await _catalog.Queue.ClaimAsync(10, _lease);
        var waiting = await _catalog.AcceptAsync("2", media);

        (await _catalog.Messages.FailUnsentAsync(media, _error)).ShouldBe(1);

        _catalog.Messages.Find(waiting)!.State.ShouldBe(MessageState.Failed);
        (await _catalog.Queue.SettleAsync([(onItsWay[0], _catalog.Clock.GetUtcNow(), null)])).ShouldBe(1);
        _catalog.Messages.Find(sent)!.State.ShouldBe(MessageState.Sent);
    }

    [Fact]
    public async Task What_waited_too_long_is_given_up()
    {
        var old = await _catalog.AcceptAsync("1");
        var oldWaiting = await _catalog.AcceptAsync("2", MediaId.New(_catalog.Clock));
        _catalog.Clock.Advance(TimeSpan.FromDays(1));
        var young = await _catalog.AcceptAsync("3");

        (await _catalog.Queue.GiveUpAsync(_catalog.Clock.GetUtcNow() - TimeSpan.FromHours(1), _error)).ShouldBe(2);

        _catalog.Messages.Find(old)!.State.ShouldBe(MessageState.Failed);
        _catalog.Messages.Find(oldWaiting)!.State.ShouldBe(MessageState.Failed);
        _catalog.Messages.Find(young)!.State.ShouldBe(MessageState.Ready);
    }

    public void Dispose() => _catalog.Dispose();
}
