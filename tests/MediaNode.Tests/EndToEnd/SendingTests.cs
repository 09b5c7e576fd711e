using System.Net;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>Once for however many recipients, each recipient's in their order, and what a deletion does.</summary>
public sealed class SendingTests
{
    [Fact]
    public async Task One_file_to_a_thousand_recipients_is_processed_sealed_and_uploaded_once()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        await node.Simulator!.PutAsync("/sim/defaults", """{"auto":{"deliver":true,"read":false,"download":false}}""");
        var media = await node.Client.UploadSampleAsync("transparent.png", "image/png");

        await Parallel.ForAsync(0, 1000, async (number, _) => await node.Client.SendImageAsync($"1555030{number:D4}", media));

        await TestSimulator.UntilAsync(
            async () => (await node.Client.LedgerAsync(media)).Count(row => row.GetProperty("status").GetString() == "delivered") == 1000, () => "all delivered");
        (await node.Simulator.BlobsAsync()).Count.ShouldBe(1);
        using var shown = await node.GetAsync($"/api/media/{media}");
        var told = await shown.JsonAsync();
        told.GetProperty("deposits").GetArrayLength().ShouldBe(1);
        told.GetProperty("deposits")[0].GetProperty("lodgings").GetInt32().ShouldBe(1);
        told.GetProperty("renditions").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_recipients_messages_arrive_in_their_order_whatever_each_waits_for()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        const string Phone = "15550310001";
        var video = await node.Client.UploadSampleAsync("high-b-frames.mp4", "video/mp4");
        var image = await node.Client.UploadSampleAsync("transparent.png", "image/png");
        var sent = new List<string>();

        sent.Add(await node.Client.SendMessageAsync(Phone, "video", $$"""{"id":"{{video}}"}"""));
        sent.Add(await node.Client.SendImageAsync(Phone, image));
        for (var number = 0; number < 20; number++)
        {
            sent.Add(await node.Client.SendTextAsync(Phone, $"{number}"));
        }

        await node.Simulator!.ArrivalAsync(Phone, sent[^1]);
        (await node.Simulator.MessagesOfAsync(Phone)).Select(message => message.GetProperty("id").GetString()).ShouldBe(sent);
    }

    [Fact]
    public async Task A_slow_media_holds_up_nobody_but_its_own_recipients()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var video = await node.Client.UploadSampleAsync("high-b-frames.mp4", "video/mp4");
        var slow = await node.Client.SendMessageAsync("15550310011", "video", $$"""{"id":"{{video}}"}""");

        var quick = await node.Client.SendTextAsync("15550310012", "hello");
        await node.Client.MessageOnceAsync(quick, "sent", "delivered");

        (await node.Client.MessageAsync(slow)).GetProperty("status").GetString().ShouldBe("accepted");
        await node.Client.MessageOnceAsync(slow, "delivered");
    }

    [Fact]
    public async Task Deleting_a_media_fails_what_was_not_sent_of_it_with_words()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        await node.Simulator!.BreakAsync("""{"type":"host-down","on":"upload"}""");
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var id = await node.Client.SendImageAsync("15550310021", media);
        var text = await node.Client.SendTextAsync("15550310021", "after it");

        using (var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{media}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var error = (await node.Client.MessageOnceAsync(id, "failed")).GetProperty("errors")[0];
        error.GetProperty("code").GetInt32().ShouldBe(1014);
        error.GetProperty("details").GetString()!.ShouldContain("deleted");
        await node.Client.MessageOnceAsync(text, "delivered");
    }

    [Fact]
    public async Task What_cannot_be_sent_for_a_day_fails_with_the_originals_code()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        await node.Simulator!.BreakAsync("""{"type":"server-error","on":"send"}""");
        var id = await node.Client.SendTextAsync("15550310031", "hello");
        await TestSimulator.UntilAsync(
            async () => (await node.Client.MessageAsync(id)).GetProperty("attempts").GetArrayLength() > 0, () => "an attempt that failed");

        await node.Simulator.AdvanceAsync("25h");

        (await node.Client.MessageOnceAsync(id, "failed")).GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBe(408);
    }

    [Fact]
    public async Task A_number_that_is_no_users_fails_with_the_code_that_the_upstream_gives()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        await node.Simulator!.BreakAsync("""{"type":"reject","on":"send","code":1013,"times":1}""");

        var id = await node.Client.SendTextAsync("15550310041", "hello");

        (await node.Client.MessageOnceAsync(id, "failed")).GetProperty("errors")[0].GetProperty("code").GetInt32().ShouldBe(1013);
    }

    [Fact]
    public async Task An_upstream_that_begins_anew_is_heard_all_the_same()
    {
        using var state = new TempDirectory();
        await using (var node = await TestNode.StartAsync(data: state.Path, simulator: true))
        {
            await node.Client.MessageOnceAsync(await node.Client.SendTextAsync("15550320001", "hello"), "delivered");

            // What would have happened had the simulator's directory been thrown away.
            await node.Part<MediaNode.Catalog.CatalogWriter>().WriteAsync(
                connection => Dapper.SqlMapper.Execute(connection, "UPDATE upstream_cursors SET cursor = 1000000"));
        }

        await using (var node = await TestNode.StartAsync(data: state.Path, simulator: true))
        {
            await node.Client.MessageOnceAsync(await node.Client.SendTextAsync("15550320002", "hello again"), "delivered");
        }
    }

    [Fact]
    public async Task What_was_sent_and_could_not_be_written_down_is_settled_as_soon_as_it_can_be()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        // No receipt may do it instead.
        await node.Simulator!.PutAsync("/sim/defaults", """{"auto":{"deliver":false}}""");
        await WriteAsync(node, "CREATE TRIGGER full BEFORE UPDATE OF sent_at ON messages BEGIN SELECT RAISE(FAIL, 'as on a full disk'); END");
        var id = await node.Client.SendTextAsync("15550330001", "hello");
        await node.Simulator.ArrivalAsync("15550330001", id);

        await WriteAsync(node, "DROP TRIGGER full");

        await node.Client.MessageOnceAsync(id, "sent");
        (await node.Simulator.MessagesOfAsync("15550330001")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_bytes_of_a_deleted_media_go_even_where_its_messages_cannot_be_written()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        await node.Simulator!.BreakAsync("""{"type":"host-down","on":"upload"}""");
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var id = await node.Client.SendImageAsync("15550330002", media);
        await WriteAsync(node, "CREATE TRIGGER full BEFORE UPDATE OF failed_at ON messages BEGIN SELECT RAISE(FAIL, 'as on a full disk'); END");

        using (var failed = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{media}"))
        {
            failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }

        File.Exists(node.FileOf(media)).ShouldBeFalse();
        await WriteAsync(node, "DROP TRIGGER full");
        using var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{media}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        await node.Client.MessageOnceAsync(id, "failed");
    }

    private static Task WriteAsync(TestNode node, string sql) =>
        node.Part<MediaNode.Catalog.CatalogWriter>().WriteAsync(connection => Dapper.SqlMapper.Execute(connection, sql));
}
