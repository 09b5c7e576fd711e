using System.Net;
using System.Text.Json;
using Dapper;
using MediaNode.Catalog;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary>A business deletes what a user sent, wherever it stands: the key goes with it.</summary>
public sealed class DeletedBeforeItCameTests : IAsyncLifetime
{
    private const string Phone = "15550980001";

    private IncomingNode _node = null!;

    public async ValueTask InitializeAsync() => _node = await IncomingNode.StartAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_on_its_way_does_not_come_and_its_message_is_told_without_it(bool byMessage)
    {
        await _node.Simulator.BreakAsync("""{"type":"host-down","on":"download"}""");
        var id = await _node.SendSampleAsync(Phone, "type=image&caption=look");
        var media = await TriedAsync(id);
        _node.Receiver.Messages().ShouldBeEmpty();

        await DeleteAsync(byMessage ? id : media);

        var message = await _node.ToldAsync(id);
        var told = IncomingNode.Of(message);
        told.TryGetProperty("id", out _).ShouldBeFalse();
        told.GetProperty("status").GetString().ShouldBe("undownloaded");
        told.GetProperty("caption").GetString().ShouldBe("look");
        message.GetProperty("errors")[0].GetProperty("details").GetString()!.ShouldContain("deleted before it came");
        await ShouldBeForgottenAsync(id, media);

        // What he writes next is told, and nobody fetches any more.
        await _node.Simulator.BreakAsync();
        await _node.ToldAsync(await _node.Simulator.SayAsync(Phone, "and?"));
        _node.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_not_wanted_is_forgotten(bool byMessage)
    {
        await _node.SetAsync("""{"media":{"auto_download":[]}}""");
        var id = await _node.SendSampleAsync(Phone);
        await _node.ToldAsync(id);
        var media = (await _node.ShownAsync(Phone, id)).GetProperty("media").GetProperty("id").GetString()!;

        await DeleteAsync(byMessage ? id : media);

        await ShouldBeForgottenAsync(id, media);
    }

    [Fact]
    public async Task Who_had_asked_for_the_download_is_told_that_it_does_not_come()
    {
        await _node.SetAsync("""{"media":{"auto_download":[]}}""");
        var id = await _node.SendSampleAsync(Phone);
        await _node.ToldAsync(id);
        await _node.Simulator.BreakAsync("""{"type":"host-down","on":"download"}""");
        var media = await _node.WantAsync(id);

        await DeleteAsync(media);

        var item = await _node.ItemAsync(media);
        IncomingNode.Of(item).GetProperty("status").GetString().ShouldBe("undownloaded");
        item.GetProperty("errors")[0].GetProperty("details").GetString()!.ShouldContain("deleted before it came");
        await ShouldBeForgottenAsync(id, media);
    }

    [Fact]
    public async Task What_is_here_is_deleted_by_the_messages_id_as_by_its_own()
    {
        var id = await _node.SendSampleAsync(Phone);
        var media = IncomingNode.Of(await _node.ToldAsync(id)).GetProperty("id").GetString()!;

        await DeleteAsync(id);

        _node.Files.ShouldBeEmpty();
        (await _node.Node.StatusAsync($"/v1/media/{media}")).ShouldBe(HttpStatusCode.NotFound);
        await ShouldBeForgottenAsync(id, media);
    }

    private async Task<string> TriedAsync(string id)
    {
        var media = default(JsonElement);
        await TestSimulator.UntilAsync(
            async () => (await _node.ShownAsync(Phone)).FirstOrDefault(shown => shown.GetProperty("id").GetString() == id) is { ValueKind: JsonValueKind.Object } shown
                && (media = shown.GetProperty("media")).GetProperty("attempts").GetInt32() > 0,
            () => "that an attempt failed");
        return media.GetProperty("id").GetString()!;
    }

    private async Task DeleteAsync(string id)
    {
        using var deleted = await _node.Node.SendAsync(HttpMethod.Delete, $"/v1/media/{id}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.OK, await deleted.Content.ReadAsStringAsync());
    }

    private async Task ShouldBeForgottenAsync(string id, string media)
    {
        foreach (var name in (string[])[id, media])
        {
            using var again = await _node.Node.SendAsync(HttpMethod.Delete, $"/v1/media/{name}");
            again.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            using var download = await _node.Node.GetAsync($"/v1/media/{name}/download");
            await download.ShouldRefuseAsync(HttpStatusCode.NotFound, 1006);
        }

        (await _node.ShownAsync(Phone, id)).GetProperty("media").GetProperty("state").GetString().ShouldBe("deleted");
        using var connection = _node.Node.Part<CatalogFile>().OpenForReading();
        connection.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM inbound_media WHERE message_id = @Id AND media_key IS NULL AND url IS NULL AND direct_path IS NULL", new { Id = id }).ShouldBe(1);
    }
}
