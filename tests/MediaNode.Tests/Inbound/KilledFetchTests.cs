using System.Security.Cryptography;
using MediaNode.Simulator;
using MediaNode.Tests.Durability;
using MediaNode.Tests.Webhooks;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Inbound;

/// <summary><c>kill -9</c> while users' media are fetched, and a volume that is full.</summary>
[Collection(HeavyTests.Name)]
public sealed class KilledFetchTests
{
    private const string Phone = "15550960001";

    [Fact]
    public async Task A_node_that_is_killed_in_the_middle_fetches_again_and_tells_once()
    {
        using var directory = new TempDirectory();
        await using var receiver = await Receiver.StartAsync();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", Path.Combine(directory.Path, "simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        var bytes = new byte[3 << 20];
        new Random(2).NextBytes(bytes);
        var data = Path.Combine(directory.Path, "data");
        var sent = new List<string>();
        for (var kill = 0; kill < 4; kill++)
        {
            await using var node = await NodeProcess.StartAsync(data, [$"--WhatsApp:Url={simulator.Url}"]);
            await SetAsync(node.Client, receiver);
            await simulator.BreakAsync("""{"type":"slow","on":"download","bytes_per_second":400000}""");
            sent.Add(await simulator.SendMediaAsync($"1555096000{kill}", "type=document", bytes, "application/octet-stream"));
            await TestSimulator.UntilAsync(
                () => Task.FromResult(Directory.EnumerateFiles(Path.Combine(data, "media", ".partial")).Any()), () => "that it is being fetched");
            await Task.Delay(200 * kill, TestContext.Current.CancellationToken);
            await node.KillAsync();
        }

        await simulator.BreakAsync();
        await using var last = await NodeProcess.StartAsync(data, [$"--WhatsApp:Url={simulator.Url}"]);
        foreach (var id in sent)
        {
            var told = IncomingNode.Of(await receiver.MessageToldAsync(id));
            SHA256.HashData(await File.ReadAllBytesAsync(told.GetProperty("file").GetString()!, TestContext.Current.CancellationToken)).ShouldBe(SHA256.HashData(bytes));
        }

        receiver.Messages().Select(message => message.GetProperty("id").GetString()).ShouldBeUnique();
        Directory.EnumerateFiles(Path.Combine(data, "media", "incoming")).Count().ShouldBe(sent.Count);
        Directory.EnumerateFiles(Path.Combine(data, "media", ".partial")).ShouldBeEmpty();
    }

    [Fact]
    public async Task On_a_full_volume_a_media_waits_and_comes_when_there_is_room()
    {
        await using var receiver = await Receiver.StartAsync();
        using var directory = new TempDirectory();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", directory.Path));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        await using var disk = await SmallDisk.StartAsync("mount -t tmpfs -o size=60m small DIR", place: "media", $"--WhatsApp:Url={simulator.Url}");
        await SetAsync(disk.Client, receiver);
        await disk.FillAsync();
        var bytes = new byte[1 << 20];
        new Random(3).NextBytes(bytes);

        var id = await simulator.SendMediaAsync(Phone, "type=document", bytes, "application/octet-stream");
        await TestSimulator.UntilAsync(
            async () =>
            {
                using var list = await disk.Client.GetAsync(new Uri("/api/inbound?state=fetching", UriKind.Relative));
                return (await list.Content.ReadAsStringAsync()).Contains("no room", StringComparison.Ordinal);
            },
            () => "that the node says what the media waits for");
        receiver.Messages().ShouldBeEmpty();

        await disk.ClearAsync();
        var media = IncomingNode.Of(await receiver.MessageToldAsync(id)).GetProperty("id").GetString();
        (await disk.Client.GetByteArrayAsync(new Uri($"/v1/media/{media}", UriKind.Relative))).ShouldBe(bytes);
    }

    private static async Task SetAsync(HttpClient client, Receiver receiver)
    {
        using var body = new StringContent($$$$"""{"webhooks":{"url":"{{{{receiver.Url}}}}"}}""", System.Text.Encoding.UTF8, "application/json");
        using var set = await client.PatchAsync(new Uri("/v1/settings/application", UriKind.Relative), body);
        set.IsSuccessStatusCode.ShouldBeTrue(await set.Content.ReadAsStringAsync());
    }
}
