using System.Net;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Tests.Renditions;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Messages;

public sealed class MessageListTests
{
    [Theory]
    [InlineData("limit=2", "0 1 2 3 4")]
    [InlineData("limit=1&to=%2B1%20555%20000%200011", "1")]
    [InlineData("limit=1&status=accepted", "0 1 2")]
    [InlineData("limit=1&status=failed", "3 4")]
    [InlineData("limit=1&status=read", "")]
    [InlineData("limit=1&media_id=MEDIA", "3 4")]
    [InlineData("limit=1&media_id=MEDIA&status=failed&to=15550000014", "4")]
    public async Task Pages_hold_every_message_that_is_asked_for_once_and_in_order(string query, string expected)
    {
        await using var node = await MessagesNode.StartAsync(new FakeUpstream(), new FakeDeposits());
        var media = await node.UploadAsync(MessagesNode.Picture, "image/png");
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            using var accepted = await node.SendJsonAsync(HttpMethod.Post, "/v1/messages", number < 3
                ? "{\"to\":\"1555000001" + number + "\",\"text\":{\"body\":\"hi\"}}"
                : "{\"to\":\"1555000001" + number + "\",\"type\":\"image\",\"image\":{\"id\":\"" + media + "\"}}");
            ids.Add((await accepted.JsonAsync()).GetProperty("messages")[0].Text("id"));
        }

        MediaId.TryParse(media, out var mediaId).ShouldBeTrue();
        (await node.Part<MessageCatalog>().FailUnsentAsync(mediaId, new MessageError(1014, "Internal error", null))).ShouldBe(2);

        var listed = new List<JsonElement>();
        string? next = null;
        do
        {
            using var response = await node.GetAsync($"/api/messages?{query.Replace("MEDIA", media, StringComparison.Ordinal)}{(next is null ? "" : $"&after={next}")}");
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
            var page = await response.JsonAsync();
            listed.AddRange(page.GetProperty("messages").EnumerateArray());
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        listed.Select(message => ids.IndexOf(message.Text("id"))).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
        listed.ShouldAllBe(message => message.Text("to").Length == 11 && message.GetProperty("accepted_at").GetDateTimeOffset() > DateTimeOffset.UnixEpoch);
    }

    [Theory]
    [InlineData("limit=0", "limit must be")]
    [InlineData("limit=1001", "limit must be")]
    [InlineData("after=x", "after must be")]
    [InlineData("status=pending", "status must be one of accepted, sent, delivered, read, failed")]
    [InlineData("to=abc", "to must be")]
    [InlineData("media_id=1", "media_id must be")]
    [InlineData("status=sent&status=read", "status is given 2 times")]
    [InlineData("state=sent", "This call has no other parameters than limit, after, status, to, media_id.")]
    public async Task A_page_that_cannot_be_is_refused(string query, string why)
    {
        await using var node = await MessagesNode.StartAsync(new FakeUpstream(), new FakeDeposits());

        using var refused = await node.GetAsync($"/api/messages?{query}");

        (await refused.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "parameter-invalid")).Text("detail").ShouldStartWith(why);
    }
}
