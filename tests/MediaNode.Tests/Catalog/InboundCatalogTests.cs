using Dapper;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Catalog;

/// <summary>The rows of users' media: each counts once, is one's at a time, and is told once and in order.</summary>
public sealed class InboundCatalogTests : IDisposable
{
    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(30);

    private readonly TestCatalog _catalog = new();
    private readonly InboundCatalog _inbound;
    private long _cursor;

    public InboundCatalogTests()
    {
        _inbound = new InboundCatalog(_catalog.File, _catalog.Writer, _catalog.WebhookEvents, _catalog.Clock);
        _catalog.WebhookEvents.Wish = new WebhookWish(Sent: true, Delivered: true, Read: true);
    }

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public async Task An_event_that_comes_twice_counts_once()
    {
        await TakeInAsync(Image("a"), Text("b"));
        await TakeInAsync(Image("a"), Text("b"));

        (await ClaimAsync()).Count.ShouldBe(1);
        new InboundList(_catalog.File).Page(new InboundFilter(), 0, 10).Select(row => row.Message.Id).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task What_one_has_claimed_nobody_else_gets_until_the_lease_ends()
    {
        await TakeInAsync(Image("a"));
        var first = (await ClaimAsync()).ShouldHaveSingleItem();
        (await ClaimAsync()).ShouldBeEmpty();

        _catalog.Clock.Advance(_lease);
        (await ClaimAsync("a")).ShouldBeEmpty(); // This very process is still at it.
        var second = (await ClaimAsync()).ShouldHaveSingleItem();

        (await _inbound.SettleAsync(first, Here(first))).ShouldBeFalse();
        (await _inbound.ProlongAsync(first, _lease)).ShouldBeFalse();
        (await _inbound.SettleAsync(second, Here(second))).ShouldBeTrue();
        Told().ShouldBe(["image a"]);
    }

    [Fact]
    public async Task What_landed_before_a_crash_is_claimed_as_landed()
    {
        await TakeInAsync(Image("a"));
        var row = (await ClaimAsync()).Single();
        (await _inbound.LandAsync(row, MediaOf(row), "jpeg")).ShouldBeTrue();
        Told().ShouldBeEmpty();

        await _inbound.ReleaseAllAsync();

        var again = (await ClaimAsync()).ShouldHaveSingleItem();
        again.Standing.ShouldBe(InboundState.Landed);
        (await _inbound.LandAsync(again, MediaOf(again), "jpeg")).ShouldBeFalse();
        (await _inbound.SettleAsync(again, Here(again))).ShouldBeTrue();
        Told().ShouldBe(["image a"]);
    }

    [Fact]
    public async Task What_a_user_wrote_keeps_its_order_for_a_while()
    {
        await TakeInAsync(Image("a"), Text("b"), Image("c"), Text("d"), Text("x", from: "2"));
        Told().ShouldBe(["text x"]);
        var rows = await ClaimAsync();

        await _inbound.SettleAsync(rows.Single(row => row.MessageId == "c"), Here(rows[0]));
        Told().ShouldBe(["text x"]);
        _inbound.NextHeld().ShouldBe(_catalog.Clock.GetUtcNow() + _lease);

        await _inbound.SettleAsync(rows.Single(row => row.MessageId == "a"), Here(rows[0]));
        Told().ShouldBe(["text x", "image a", "text b", "image c", "text d"]);
        _inbound.NextHeld().ShouldBeNull();
    }

    [Fact]
    public async Task After_that_while_the_others_go_first_and_it_is_told_when_it_comes()
    {
        await TakeInAsync(Image("a"), Text("b"));
        var row = (await ClaimAsync()).Single();
        _catalog.Clock.Advance(_lease - TimeSpan.FromMilliseconds(1));
        await _inbound.TellHeldAsync();
        Told().ShouldBeEmpty();

        _catalog.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await _inbound.TellHeldAsync();
        Told().ShouldBe(["text b"]);

        await _inbound.SettleAsync(row, Here(row));
        Told().ShouldBe(["text b", "image a"]);
    }

    [Fact]
    public async Task An_answer_that_nobody_asked_for_or_another_gives_changes_nothing()
    {
        await TakeInAsync(Image("a"));
        await AnswerAsync("a", "1");
        var row = (await ClaimAsync()).Single();
        row.Answer.ShouldBeNull();

        (await _inbound.AskAsync(row, _catalog.Clock.GetUtcNow().AddHours(1), "gone")).ShouldBeTrue();
        await AnswerAsync("a", "2");
        _inbound.Find("a")!.Standing.ShouldBe(InboundState.Asked);
        await AnswerAsync("a", "1");
        await _inbound.ReleaseAsync(row);

        (await ClaimAsync()).ShouldHaveSingleItem().Answer.ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_wants_it_while_it_is_on_its_way_is_told_by_itself_as_well()
    {
        await TakeInAsync(Image("a"));
        var row = (await ClaimAsync()).Single();
        (await _inbound.WantAsync("a", _ => throw new InvalidOperationException())).ShouldNotBeNull();

        await _inbound.SettleAsync(row, Here(row));

        Told().ShouldBe(["image a", $" {row.MediaId}"]);
    }

    [Fact]
    public async Task What_was_deleted_is_not_to_be_had_again()
    {
        await TakeInAsync(Image("a"));
        var row = (await ClaimAsync()).Single();
        await _inbound.SettleAsync(row, Here(row));

        (await _inbound.ForgetAsync(row.MediaId, Deleted)).ShouldBeTrue();
        (await _inbound.ForgetAsync("a", Deleted)).ShouldBeFalse();

        _inbound.Find("a")!.WrappedKey.ShouldBeNull();
        (await _inbound.WantAsync("a", _ => "{}")).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_deleted_on_its_way_is_told_without_it_and_whoever_was_at_it_does_nothing_more()
    {
        await TakeInAsync(Image("a"));
        var row = (await ClaimAsync()).Single();

        (await _inbound.ForgetAsync("a", Deleted)).ShouldBeTrue();

        Told().ShouldBe(["image a"]);
        (await _inbound.ProlongAsync(row, _lease)).ShouldBeFalse();
        (await _inbound.LandAsync(row, MediaOf(row), null)).ShouldBeFalse();
        (await _inbound.SettleAsync(row, Here(row))).ShouldBeFalse();
        Told().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_lost_file_is_fetched_as_if_it_had_never_landed_unless_it_is_being_deleted()
    {
        await TakeInAsync(Image("a"), Image("b"));
        var rows = await ClaimAsync();
        var (lost, deleted) = (rows.Single(row => row.MessageId == "a"), rows.Single(row => row.MessageId == "b"));
        foreach (var row in rows)
        {
            (await _inbound.LoseAsync(row)).ShouldBeFalse();
            (await _inbound.LandAsync(row, MediaOf(row), null)).ShouldBeTrue();
        }

        using var media = new MediaCatalog(_catalog.File, _catalog.Writer);
        await media.StopOfferingAsync(new MediaId(Guid.Parse(deleted.MediaId)));

        (await _inbound.LoseAsync(lost)).ShouldBeTrue();
        (await _inbound.LoseAsync(deleted)).ShouldBeFalse();

        media.Knows(new MediaId(Guid.Parse(lost.MediaId))).ShouldBeFalse();
        _inbound.Find("b")!.Standing.ShouldBe(InboundState.Landed);
        (await _inbound.LandAsync(lost, MediaOf(lost), null)).ShouldBeTrue();
    }

    private static SettledMedia Deleted(InboundMediaRow row) => new(InboundState.Forgotten, "{}", new MessageError(400, "Deleted", "Deleted."), "{}", "Deleted.");

    private static SettledMedia Here(InboundMediaRow row) => new(InboundState.Fetched, """{"id":"1"}""", null, $$$"""{"type":"image","image":{"id":"{{{row.MediaId}}}"}}""", null);

    private static Media MediaOf(InboundMediaRow row) => new()
    {
        Id = new MediaId(Guid.Parse(row.MediaId)),
        Type = "image/jpeg",
        Length = 3,
        Digest = new byte[32],
        CreatedAt = DateTimeOffset.UnixEpoch,
        Origin = MediaOrigin.Received,
    };

    private static byte[] Some(int length) => [.. Enumerable.Repeat((byte)1, length)];

    private InboundRow Text(string id, string from = "1") => new(id, from, "Ada", "text", """{"body":"hi"}""", _catalog.Clock.GetUtcNow());

    private InboundRow Image(string id) => new(id, "1", "Ada", "image", "{}", _catalog.Clock.GetUtcNow())
    {
        HoldUntil = _catalog.Clock.GetUtcNow() + _lease,
        Media = new InboundMediaRow
        {
            MessageId = id,
            MediaId = MediaId.New(_catalog.Clock).ToString(),
            Kind = "image",
            Type = "image/jpeg",
            DirectPath = "/v/1",
            WrappedKey = Some(40),
            Digest = Some(32),
            SealedDigest = Some(32),
            Length = 3,
        },
    };

    private Task TakeInAsync(params InboundRow[] messages) => _catalog.Events.TakeInAsync("whatsapp", ++_cursor, [], [], messages);

    private Task AnswerAsync(string id, string from) =>
        _catalog.Events.TakeInAsync("whatsapp", ++_cursor, [], [], [], [new MediaAnswerRow(id, from, [1], [2], null)]);

    private Task<IReadOnlyList<InboundMediaRow>> ClaimAsync(params string[] underWay) => _inbound.ClaimAsync(10, underWay, _lease);

    private List<string> Told()
    {
        using var connection = _catalog.File.OpenForReading();
        return [.. connection.Query<string>("SELECT name || ' ' || subject FROM webhook_events ORDER BY seq")];
    }
}
