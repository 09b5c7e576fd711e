using System.Net;
using Dapper;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Lifecycle;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

public sealed class SendTests(MessagesNode messages) : IClassFixture<MessagesNode>
{
    private readonly TestNode _node = messages.Node;

    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/v1/messages/")]
    public async Task A_text_is_accepted_in_the_originals_words(string path)
    {
        using var accepted = await _node.SendJsonAsync(HttpMethod.Post, path, """{"to":"+1 (555) 000-1111","type":"text","text":{"body":"hi"}}""");

        accepted.StatusCode.ShouldBe(HttpStatusCode.Created);
        accepted.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        var id = (await accepted.JsonAsync()).GetProperty("messages")[0].GetProperty("id").GetString()!;
        id.ShouldStartWith("gBEG");
        id.Length.ShouldBe(27);
        (await accepted.Content.ReadAsStringAsync()).ShouldBe(
            $$$"""{"messages":[{"id":"{{{id}}}"}],"contacts":[{"input":"+1 (555) 000-1111","wa_id":"15550001111"}],"meta":{"api_status":"stable","version":"v2.49.1"}}""");
    }

    [Fact]
    public async Task An_accepted_text_is_in_the_catalogue_and_ready()
    {
        var id = await messages.AcceptedAsync("""{"to":"15550001111","preview_url":"true","text":{"body":"see https://example.org"}}""");

        var row = _node.Part<MessageCatalog>().Find(id)!;
        row.Type.ShouldBe("text");
        row.Recipient.ShouldBe("15550001111");
        row.Content.ShouldBe("""{"body":"see https://example.org"}""");
        row.PreviewUrl.ShouldBeTrue();
        row.State.ShouldBe(MessageState.Ready);
        row.ReadyAt.ShouldBe(row.AcceptedAt);
        row.MediaId.ShouldBeNull();
    }

    [Fact]
    public async Task Whoever_waits_for_messages_hears_of_one_that_is_in_the_catalogue()
    {
        var bell = _node.Part<SendBells>().Ready;
        await HearAsync(bell, TimeSpan.Zero);
        var heard = HearAsync(bell, TimeSpan.FromSeconds(30));

        var id = await messages.AcceptedAsync("""{"to":"15550001111","text":{"body":"hi"}}""");

        await heard;
        _node.Part<MessageCatalog>().Find(id).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_media_that_is_not_lodged_yet_is_waited_for()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");

        var id = await messages.AcceptedAsync($$$"""{"to":"15550001111","type":"image","image":{"id":"{{{media.ToUpperInvariant()}}}","caption":"hello"}}""");

        var row = _node.Part<MessageCatalog>().Find(id)!;
        row.State.ShouldBe(MessageState.Waiting);
        row.MediaId.ToString().ShouldBe(media);
        row.Kind.ShouldBe(Kind.Image);
        row.Content.ShouldBe("""{"caption":"hello"}""");
        row.DepositId.ShouldBeNull();
        row.ReadyAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_media_that_is_lodged_already_is_waited_for_no_more()
    {
        var media = await _node.UploadAsync(MessagesNode.Picture, "image/png");
        MediaId.TryParse(media, out var mediaId).ShouldBeTrue();
        var deposit = messages.Deposits.Lodge(mediaId, Kind.Sticker).Deposit;

        var id = await messages.AcceptedAsync($$$"""{"to":"15550001111","type":"sticker","sticker":{"id":"{{{media}}}"}}""");

        var row = _node.Part<MessageCatalog>().Find(id)!;
        row.State.ShouldBe(MessageState.Ready);
        row.DepositId.ShouldBe(deposit.Id);
        row.ReadyAt.ShouldBe(row.AcceptedAt);
    }

    [Fact]
    public void Ids_differ_and_lie_together_in_time()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var first = MediaNode.Messages.MessageId.New(clock);
        var second = MediaNode.Messages.MessageId.New(clock);

        second.ShouldNotBe(first);
        second[..11].ShouldBe(first[..11]);
        clock.Advance(TimeSpan.FromDays(1));
        MediaNode.Messages.MessageId.New(clock)[..11].ShouldNotBe(first[..11]);
    }

    [Fact]
    public async Task Messages_sent_at_once_are_all_accepted_and_survive_a_restart()
    {
        using var data = new TempDirectory();
        string[] accepted;
        await using (var node = await MessagesNode.StartAsync(new FakeUpstream(), new FakeDeposits(), data: data.Path))
        {
            accepted = await Task.WhenAll(Enumerable.Range(0, 300).Select(async number =>
            {
                using var answer = await node.SendJsonAsync(
                    HttpMethod.Post, "/v1/messages", "{\"to\":\"15550001111\",\"text\":{\"body\":\"" + number + "\"}}");
                answer.StatusCode.ShouldBe(HttpStatusCode.Created);
                return (await answer.JsonAsync()).GetProperty("messages")[0].GetProperty("id").GetString()!;
            }));
        }

        await using var again = await MessagesNode.StartAsync(new FakeUpstream(), new FakeDeposits(), data: data.Path);

        var kept = again.Part<MessageCatalog>().List(new MessageFilter(), 0, 1000);
        kept.Select(message => message.Id).Order().ShouldBe(accepted.Order());
        kept.Select(message => message.Seq).ShouldBeUnique();
    }

    [Fact]
    public async Task A_message_that_cannot_be_kept_gets_no_id_and_nobody_is_woken()
    {
        await using var node = await MessagesNode.StartAsync(new FakeUpstream(), new FakeDeposits());
        await node.Part<CatalogWriter>().WriteAsync(connection => connection.Execute("ALTER TABLE messages RENAME TO elsewhere"));

        using var refused = await node.SendJsonAsync(HttpMethod.Post, "/v1/messages", """{"to":"15550001111","text":{"body":"hi"}}""");

        await refused.ShouldRefuseAsync(HttpStatusCode.InternalServerError, 1023);
        HearAsync(node.Part<SendBells>().Ready, TimeSpan.FromHours(1)).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_login_nothing_is_taken()
    {
        using var client = _node.NewClient();
        using var refused = await client.PostAsync("/v1/messages", new StringContent("""{"to":"15550001111","text":{"body":"hi"}}"""));

        await refused.ShouldRefuseAsync(HttpStatusCode.Unauthorized, 1005);
    }

    [Fact]
    public async Task A_user_may_send()
    {
        var token = await _node.AddUserAsync("sender");

        using var accepted = await _node.SendJsonAsync(HttpMethod.Post, "/v1/messages", """{"to":"15550001111","text":{"body":"hi"}}""", token);

        accepted.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static Task HearAsync(Doorbell bell, TimeSpan atMost) =>
        bell.WaitAsync(atMost, TimeProvider.System, TestContext.Current.CancellationToken);
}
