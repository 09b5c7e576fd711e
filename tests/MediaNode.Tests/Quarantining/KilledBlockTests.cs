using System.Net;
using System.Text;
using Dapper;
using MediaNode.Simulator;
using MediaNode.Tests.Durability;
using MediaNode.Tests.EndToEnd;
using MediaNode.Tests.Renditions;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Quarantining;

/// <summary>A node that is killed between a block and the failing of what waited finishes it when it is back.</summary>
[Collection(HeavyTests.Name)]
public sealed class KilledBlockTests
{
    [Fact]
    public async Task What_a_kill_left_undone_is_done_at_the_next_start()
    {
        using var directory = new TempDirectory();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", Path.Combine(directory.Path, "simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        await simulator.BreakAsync("""{"type":"server-error","on":"send"}""");
        var data = Path.Combine(directory.Path, "data");
        string media;
        var ids = new List<string>();
        await using (var node = await NodeProcess.StartAsync(data, [$"--WhatsApp:Url={simulator.Url}"]))
        {
            media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
            for (var at = 0; at < 30; at++)
            {
                ids.Add(await node.Client.SendImageAsync($"155509800{at % 3:D2}", media));
            }

            await TestSimulator.UntilAsync(
                async () => (await node.Client.MessageAsync(ids[0])).GetProperty("attempts").GetArrayLength() > 0, () => "an attempt that failed");
            await node.KillAsync();
        }

        // As the catalogue is when the block is written and nothing has failed yet.
        await BlockAsync(Path.Combine(data, "catalogue.db"), media);

        await using (var node = await NodeProcess.StartAsync(data, [$"--WhatsApp:Url={simulator.Url}"]))
        {
            foreach (var id in ids)
            {
                var message = await node.Client.MessageOnceAsync(id, "failed");
                message.GetProperty("errors")[0].Text("details").ShouldContain("in quarantine");
            }

            await simulator.BreakAsync();
            await node.Client.SendTextAsync("15550980000", "after");
            await TestSimulator.UntilAsync(async () => (await simulator.MessagesOfAsync("15550980000")).Count == 1, () => "the text");
            using var refused = await node.Client.GetAsync(new Uri($"/v1/media/{media}", UriKind.Relative));
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }

        (await simulator.MessagesOfAsync("15550980001")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whenever_it_is_killed_a_block_that_was_answered_holds(int seed)
    {
        var random = new Random(seed);
        using var directory = new TempDirectory();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", Path.Combine(directory.Path, "simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        await simulator.BreakAsync("""{"type":"server-error","on":"send"}""");
        var data = Path.Combine(directory.Path, "data");
        string media;
        var (ids, answered) = (new List<string>(), false);
        await using (var node = await NodeProcess.StartAsync(data, [$"--WhatsApp:Url={simulator.Url}"]))
        {
            media = await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg");
            for (var at = 0; at < 60; at++)
            {
                ids.Add(await node.Client.SendImageAsync($"155509810{at % 20:D2}", media));
            }

            var block = AskAsync(node.Client, media);
            await Task.Delay(random.Next(0, 60), TestContext.Current.CancellationToken);
            await node.KillAsync();
            answered = await block;
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"answered: {answered}");
        await using (var node = await NodeProcess.StartAsync(data, [$"--WhatsApp:Url={simulator.Url}"]))
        {
            using var get = await node.Client.GetAsync(new Uri($"/v1/media/{media}", UriKind.Relative));
            var holds = get.StatusCode == HttpStatusCode.Forbidden;
            (holds || !answered).ShouldBeTrue();
            await simulator.BreakAsync();
            foreach (var id in ids)
            {
                // All of them or none: one block.
                await node.Client.MessageOnceAsync(id, holds ? ["failed"] : ["sent", "delivered", "read"]);
            }
        }
    }

    private static async Task<bool> AskAsync(HttpClient client, string media)
    {
        try
        {
            using var body = new StringContent($$"""{"media":"{{media}}","reason":"A test."}""", Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/api/quarantine", UriKind.Relative), body);
            return answer.StatusCode == HttpStatusCode.Created;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task BlockAsync(string path, string media)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        (await connection.ExecuteAsync(
            """
            INSERT INTO quarantined (digest, source, reason, by, at, from_media, settled) SELECT digest, 0, 'A test.', 'admin', 1, id, 0 FROM media WHERE id = @Media
            """,
            new { Media = media })).ShouldBe(1);
    }
}
