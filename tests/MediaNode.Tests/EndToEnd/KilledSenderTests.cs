using System.Net;
using System.Text;
using MediaNode.Simulator;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.EndToEnd;

/// <summary>
/// <c>kill -9</c> at random moments while messages are accepted and sent: each that was acknowledged is on its phone, once, and in its order.
/// <c>MEDIANODE_TEST_KILLS</c> says how often (12 times unless told), <c>MEDIANODE_TEST_SEED</c> brings the moments of a run back.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed class KilledSenderTests
{
    private const int Clients = 6;
    private const int PhonesEach = 4;
    private const int AtLeast = 1000;

    private static readonly int _kills = TestVariables.Number("KILLS") ?? 12;
    private static readonly int _seed = TestVariables.Number("SEED") ?? Environment.TickCount;

    private readonly Random _random = new(_seed);
    private readonly Dictionary<string, List<string>> _acknowledged = [];
    private readonly Lock _acknowledging = new();

    [Fact]
    public async Task Whenever_the_node_is_killed_each_acknowledged_message_arrives_once_and_in_its_order()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        using var directory = new TempDirectory();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", Path.Combine(directory.Path, "simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        await simulator.PutAsync("/sim/defaults", """{"auto":{"deliver":true,"read":false,"download":false}}""");
        var data = Path.Combine(directory.Path, "data");
        var node = await StartAsync(data, simulator);
        try
        {
            string[] media =
            [
                await node.Client.UploadSampleAsync("plain.jpg", "image/jpeg"), await node.Client.UploadSampleAsync("transparent.png", "image/png"),
                await node.Client.UploadSampleAsync("gps.jpg", "image/jpeg"),
            ];
            for (var kill = 1; kill <= _kills || Count() < AtLeast; kill++)
            {
                await LoadAndKillAsync(node, media);
                await node.DisposeAsync();
                node = await StartAsync(data, simulator);
            }

            await ArrivedAsync(simulator);
        }
        finally
        {
            await node.DisposeAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{Count()} messages acknowledged");
        foreach (var (phone, ids) in _acknowledged)
        {
            var seen = (await simulator.MessagesOfAsync(phone)).Select(message => message.GetProperty("id").GetString()!).ToList();
            seen.ShouldBeUnique();
            // One that was taken without its answer having been heard may be there as well.
            seen.Where(ids.ToHashSet().Contains).ShouldBe(ids, phone);
        }

        // Once for each of the media, whatever was repeated.
        (await simulator.BlobsAsync()).Select(blob => blob.GetProperty("token").GetString()).Distinct().Count().ShouldBe(3);
    }

    private static Task<NodeProcess> StartAsync(string data, TestSimulator simulator) =>
        NodeProcess.StartAsync(data, [$"--WhatsApp:Url={simulator.Url}"]);

    private int Count()
    {
        lock (_acknowledging)
        {
            return _acknowledged.Values.Sum(ids => ids.Count);
        }
    }

    private async Task LoadAndKillAsync(NodeProcess node, string[] media)
    {
        using var ended = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(client => Task.Run(() => SendOnAsync(node.Client, client, media, ended.Token))).ToList();
        await Task.Delay(_random.Next(20, 700));
        await node.KillAsync();
        await ended.CancelAsync();
        await Task.WhenAll(clients);
    }

    // Each client has phones of its own and sends to them one after the other, so that the order is known.
    private async Task SendOnAsync(HttpClient client, int number, string[] media, CancellationToken ended)
    {
        try
        {
            for (var at = 0; !ended.IsCancellationRequested; at++)
            {
                var phone = $"155505{number}00{at % PhonesEach}";
                var content = at % 3 == 0
                    ? $$$"""{"to":"{{{phone}}}","text":{"body":"{{{at}}}"}}"""
                    : $$$"""{"to":"{{{phone}}}","type":"image","image":{"id":"{{{media[at % 4 % 3]}}}"}}""";
                using var body = new StringContent(content, Encoding.UTF8, "application/json");
                using var response = await client.PostAsync(new Uri("/v1/messages", UriKind.Relative), body, ended);
                if (response.StatusCode == HttpStatusCode.Created)
                {
                    var id = (await response.JsonAsync()).GetProperty("messages")[0].GetProperty("id").GetString()!;
                    lock (_acknowledging)
                    {
                        (_acknowledged.TryGetValue(phone, out var ids) ? ids : _acknowledged[phone] = []).Add(id);
                    }
                }
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException)
        {
            // The node is dead: what it had not answered is not owed.
        }
    }

    private async Task ArrivedAsync(TestSimulator simulator)
    {
        foreach (var (phone, ids) in _acknowledged)
        {
            await TestSimulator.UntilAsync(
                async () => ids.Except((await simulator.MessagesOfAsync(phone)).Select(message => message.GetProperty("id").GetString()!)).ToList() is [],
                () => $"all messages of {phone} there");
        }
    }
}
