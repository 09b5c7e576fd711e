using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>Media that are not fetched by themselves, and those that are gone from WhatsApp's servers.</summary>
public sealed class DownloadAgainTests : IAsyncLifetime
{
    private const string Phone = "15550920001";

    private IncomingNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await IncomingNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_kind_that_is_not_wanted_is_told_at_once_and_fetched_when_it_is_asked_for()
    {
        await _node.SetAsync("""{"media":{"auto_download":["video"]}}""");
        var id = await _node.SendSampleAsync(Phone, "type=image&caption=look");

        var message = await _node.ToldAsync(id);

        var told = IncomingNode.Of(message);
        told.TryGetProperty("id", out _).ShouldBeFalse();
        told.GetProperty("status").GetString().ShouldBe("undownloaded");
        told.GetProperty("mime_type").GetString().ShouldBe("image/jpeg");
        told.GetProperty("caption").GetString().ShouldBe("look");
        message.TryGetProperty("errors", out _).ShouldBeFalse();
        _node.Files.ShouldBeEmpty();

        var media = await _node.WantAsync(id);
        var item = IncomingNode.Of(await _node.ItemAsync(media));
        item.GetProperty("status").GetString().ShouldBe("downloaded");
        item.GetProperty("sha256").GetString().ShouldBe(told.GetProperty("sha256").GetString());
        await _node.BytesAsync(media);

        // Who has it already is told again.
        (await _node.WantAsync(media)).ShouldBe(media);
        await _node.ItemAsync(media, times: 2);
        _node.Receiver.Messages().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("019aa0c0-0000-7000-8000-000000000000")]
    [InlineData("ABGG-never-was")]
    public async Task An_id_that_never_was_is_unknown(string id)
    {
        using var response = await _node.Node.GetAsync($"/v1/media/{id}/download");
        await response.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);
    }

    [Fact]
    public async Task What_the_business_uploaded_is_nothing_to_download()
    {
        var media = await _node.Node.UploadAsync([1, 2, 3]);
        using var response = await _node.Node.GetAsync($"/v1/media/{media}/download");
        await response.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);
    }

    [Fact]
    public async Task After_fourteen_days_the_sender_is_asked_and_brings_it_again()
    {
        var (id, _) = await UndownloadedAsync();

        await _node.AdvanceAsync("15d");
        var media = await _node.WantAsync(id);

        IncomingNode.Of(await _node.ItemAsync(media)).GetProperty("status").GetString().ShouldBe("downloaded");
        await _node.BytesAsync(media);
        (await _node.ShownAsync(Phone, id)).GetProperty("media").TryGetProperty("asked_at", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_sender_who_has_lost_it_says_so()
    {
        var (id, _) = await UndownloadedAsync();
        await _node.Simulator.PostAsync($"/sim/phones/{Phone}/messages/{id}/forget");

        await _node.AdvanceAsync("15d");
        var item = await _node.ItemAsync(await _node.WantAsync(id));

        IncomingNode.Of(item).GetProperty("status").GetString().ShouldBe("undownloaded");
        item.GetProperty("errors")[0].GetProperty("details").GetString()!.ShouldContain("has it no longer");
    }

    [Fact]
    public async Task A_sender_who_is_away_is_given_up_and_his_late_answer_counts_all_the_same()
    {
        var (id, _) = await UndownloadedAsync();
        await _node.Simulator.PutAsync($"/sim/phones/{Phone}", """{"online":false}""");
        await _node.AdvanceAsync("15d");
        var media = await _node.WantAsync(id);
        await TestSimulator.UntilAsync(
            async () => (await _node.ShownAsync(Phone, id)).GetProperty("media").GetProperty("state").GetString() == "asked", () => "that the sender is asked");

        await _node.AdvanceAsync("2h");
        (await _node.ItemAsync(media)).GetProperty("errors")[0].GetProperty("details").GetString()!.ShouldContain("has not answered");

        await _node.Simulator.PutAsync($"/sim/phones/{Phone}", """{"online":true}""");
        IncomingNode.Of(await _node.ItemAsync(media, times: 2)).GetProperty("status").GetString().ShouldBe("downloaded");
        await _node.BytesAsync(media);
    }

    private async Task<(string Id, string Digest)> UndownloadedAsync()
    {
        await _node.SetAsync("""{"media":{"auto_download":[]}}""");
        var id = await _node.SendSampleAsync(Phone);
        return (id, IncomingNode.Of(await _node.ToldAsync(id)).GetProperty("sha256").GetString()!);
    }
}
