using System.Net;
using MediaNode.Tests.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>The business sets where its webhooks go, sends, and is told what became of it.</summary>
public sealed class ToldTests
{
    [Fact]
    public async Task The_business_is_told_what_became_of_its_message_and_what_the_user_wrote()
    {
        const string Phone = "15550800001";
        await using var receiver = await Receiver.StartAsync();
        await using var node = await TestNode.StartAsync(simulator: true);
        using (var set = await node.SendJsonAsync(
            HttpMethod.Patch, "/v1/settings/application", $$$$"""{"webhooks":{"url":"{{{{receiver.Url}}}}","message":{"sent":true}}}"""))
        {
            set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        }

        var id = await node.Client.SendTextAsync(Phone, "hello");
        await node.Simulator!.ArrivalAsync(Phone, id);
        await node.Simulator.PostAsync($"/sim/phones/{Phone}/messages/{id}/read");
        var written = (await node.Simulator.PostAsync($"/sim/phones/{Phone}/send?type=text", """{"body":"hi"}""")).GetProperty("id").GetString();

        await Eventually.HoldsAsync(() => receiver.Told.Contains($"text {written}"), "the business was told of the text");
        receiver.Told.Where(told => told.EndsWith(id, StringComparison.Ordinal)).ShouldBe([$"sent {id}", $"delivered {id}", $"read {id}"]);
    }

    [Fact]
    public async Task The_business_is_told_why_a_message_failed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var node = await TestNode.StartAsync(simulator: true);
        using (var set = await node.SendJsonAsync(HttpMethod.Patch, "/v1/settings/application", $$$$"""{"webhooks":{"url":"{{{{receiver.Url}}}}"}}"""))
        {
            set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync());
        }

        var media = await node.Client.UploadSampleAsync("truncated.mp4", "video/mp4");
        var id = await node.Client.SendMessageAsync("15550800002", "video", $$"""{"id":"{{media}}"}""");

        await Eventually.HoldsAsync(() => receiver.Told.Contains($"failed {id}"), "the business was told of the failure");
    }
}
