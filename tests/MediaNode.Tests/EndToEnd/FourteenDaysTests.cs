using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>WhatsApp keeps a media for fourteen days and asks for it again afterwards.</summary>
public sealed class FourteenDaysTests
{
    private const string Phone = "15550200001";

    [Theory]
    [InlineData("13d", 1)]
    [InlineData("13d23h59m", 1)]
    [InlineData("14d1s", 2)]
    [InlineData("15d", 2)]
    [InlineData("31d", 2)]
    public async Task The_media_is_there_whenever_the_phone_fetches_it_again(string later, int lodgings)
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var simulator = node.Simulator!;
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var id = await node.Client.SendImageAsync(Phone, media);
        var first = (await simulator.ArrivalAsync(Phone, id, "downloaded")).GetProperty("media");
        var seen = await simulator.ContentAsync(Phone, id);

        await simulator.AdvanceAsync(later);
        await simulator.FetchAgainAsync(Phone, id);
        var again = (await simulator.ArrivalAsync(Phone, id, "downloaded")).GetProperty("media");

        (await simulator.ContentAsync(Phone, id)).ShouldBe(seen);
        again.GetProperty("file_enc_sha256").GetString().ShouldBe(first.GetProperty("file_enc_sha256").GetString());
        (again.GetProperty("direct_path").GetString() == first.GetProperty("direct_path").GetString()).ShouldBe(lodgings == 1);
        await LogInAgainAsync(node);
        (await DepositAsync(node, media)).GetProperty("lodgings").GetInt32().ShouldBe(lodgings);
        var redeliveries = (await node.Client.LedgerAsync(media))[0].GetProperty("redeliveries");
        redeliveries.GetArrayLength().ShouldBe(lodgings - 1);
        if (lodgings == 2)
        {
            redeliveries[0].GetProperty("answer").GetString().ShouldBe("success");
        }
    }

    [Fact]
    public async Task Many_phones_that_ask_again_are_answered_with_one_upload()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var simulator = node.Simulator!;
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var sent = new List<(string Phone, string Id)>();
        for (var number = 0; number < 20; number++)
        {
            var phone = $"155502100{number:D2}";
            sent.Add((phone, await node.Client.SendImageAsync(phone, media)));
        }

        foreach (var (phone, id) in sent)
        {
            await simulator.ArrivalAsync(phone, id, "downloaded");
        }

        await simulator.AdvanceAsync("15d");
        await Task.WhenAll(sent.Select(one => simulator.FetchAgainAsync(one.Phone, one.Id)));
        foreach (var (phone, id) in sent)
        {
            await simulator.ArrivalAsync(phone, id, "downloaded");
        }

        await LogInAgainAsync(node);
        (await DepositAsync(node, media)).GetProperty("lodgings").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task What_was_deleted_is_unavailable_and_the_ledger_still_knows()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var simulator = node.Simulator!;
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var id = await node.Client.SendImageAsync(Phone, media);
        await simulator.ArrivalAsync(Phone, id, "downloaded");
        using (var deleted = await node.SendAsync(HttpMethod.Delete, $"/v1/media/{media}"))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // Until it expires there WhatsApp has it all the same.
        await simulator.FetchAgainAsync(Phone, id);
        await simulator.ArrivalAsync(Phone, id, "downloaded");

        await simulator.AdvanceAsync("15d");
        await simulator.FetchAgainAsync(Phone, id);
        await simulator.ArrivalAsync(Phone, id, "unavailable");

        await LogInAgainAsync(node);
        using var response = await node.GetAsync($"/api/media/{media}");
        var told = await response.JsonAsync();
        told.GetProperty("state").GetString().ShouldBe("deleted");
        told.GetProperty("deposits")[0].GetProperty("state").GetString().ShouldBe("gone");
        told.GetProperty("ledger")[0].GetProperty("redeliveries")[0].GetProperty("answer").GetString().ShouldBe("not-found");
    }

    [Fact]
    public async Task A_file_removed_by_hand_is_unavailable()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var simulator = node.Simulator!;
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var id = await node.Client.SendImageAsync(Phone, media);
        await simulator.ArrivalAsync(Phone, id, "downloaded");
        File.Delete(node.FileOf(media));

        await simulator.AdvanceAsync("15d");
        await simulator.FetchAgainAsync(Phone, id);

        await simulator.ArrivalAsync(Phone, id, "unavailable");
    }

    [Fact]
    public async Task A_rendition_removed_by_hand_is_made_again_into_the_identical_blob()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var simulator = node.Simulator!;
        var media = await node.Client.UploadSampleAsync("transparent.png", "image/png");
        var id = await node.Client.SendImageAsync(Phone, media);
        await simulator.ArrivalAsync(Phone, id, "downloaded");
        var seen = await simulator.ContentAsync(Phone, id);
        foreach (var file in Directory.GetFiles(Path.Combine(node.Host.Data.Media, "renditions")))
        {
            File.Delete(file);
        }

        await simulator.AdvanceAsync("15d");
        await simulator.FetchAgainAsync(Phone, id);
        await simulator.ArrivalAsync(Phone, id, "downloaded");

        (await simulator.ContentAsync(Phone, id)).ShouldBe(seen);
    }

    [Fact]
    public async Task A_message_sent_after_the_deposit_expired_lodges_the_media_once_more()
    {
        await using var node = await TestNode.StartAsync(simulator: true);
        var simulator = node.Simulator!;
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        await simulator.ArrivalAsync(Phone, await node.Client.SendImageAsync(Phone, media), "downloaded");

        await simulator.AdvanceAsync("15d");
        await LogInAgainAsync(node);
        await simulator.ArrivalAsync(Phone, await node.Client.SendImageAsync(Phone, media), "downloaded");

        (await DepositAsync(node, media)).GetProperty("lodgings").GetInt32().ShouldBe(2);
        (await simulator.BlobsAsync()).Count(blob => blob.GetProperty("state").GetString() == "stored").ShouldBe(1);
    }

    [Fact]
    public async Task After_a_restart_of_both_in_between_the_media_is_delivered_again()
    {
        using var data = new TempDirectory();
        string media, id;
        byte[] seen;
        await using (var node = await TestNode.StartAsync(data: data.Path, simulator: true))
        {
            media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
            id = await node.Client.SendImageAsync(Phone, media);
            await node.Simulator!.ArrivalAsync(Phone, id, "downloaded");
            seen = await node.Simulator.ContentAsync(Phone, id);
            await node.Simulator.AdvanceAsync("15d");
        }

        await using (var node = await TestNode.StartAsync(data: data.Path, simulator: true))
        {
            await node.Simulator!.FetchAgainAsync(Phone, id);
            await node.Simulator.ArrivalAsync(Phone, id, "downloaded");
            (await node.Simulator.ContentAsync(Phone, id)).ShouldBe(seen);
        }
    }

    [Fact]
    public async Task What_the_servers_lost_before_its_time_by_our_clock_is_lodged_anew_for_who_finds_it_gone()
    {
        using var state = new TempDirectory();
        await using var process = await SimulatorProcess.StartAsync(state.Path);
        using var simulator = new TestSimulator(process.Url);
        // A simulator that runs alone has a clock of its own.
        await using var node = await TestNode.StartAsync([$"--WhatsApp:Url={process.Url}"]);
        var media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
        var sent = new List<(string Phone, string Id)>();
        for (var number = 0; number < 3; number++)
        {
            var phone = $"155502300{number:D2}";
            sent.Add((phone, await node.Client.SendImageAsync(phone, media)));
            await simulator.ArrivalAsync(phone, sent[^1].Id, "downloaded");
        }

        await simulator.AdvanceAsync("15d");
        foreach (var (phone, id) in sent)
        {
            await simulator.FetchAgainAsync(phone, id);
            await simulator.ArrivalAsync(phone, id, "downloaded");
        }

        (await DepositAsync(node, media)).GetProperty("lodgings").GetInt32().ShouldBe(2);
        var later = await node.Client.SendImageAsync(Phone, media);
        await simulator.ArrivalAsync(Phone, later, "downloaded");
    }

    private static async Task<JsonElement> DepositAsync(TestNode node, string media)
    {
        using var response = await node.GetAsync($"/api/media/{media}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.JsonAsync()).GetProperty("deposits").EnumerateArray().Single();
    }

    // A login is good for seven days.
    private static async Task LogInAgainAsync(TestNode node) =>
        node.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await node.LoginAsync("admin", TestNode.Password));
}
