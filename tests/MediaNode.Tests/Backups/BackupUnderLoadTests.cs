using System.Collections.Concurrent;
using System.Net;
using MediaNode.Simulator;
using MediaNode.Tests.Durability;
using MediaNode.Tests.EndToEnd;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Backups;

/// <summary>Backups are made while clients upload, delete and send: what was acknowledged before one began is in it, and every byte is right.</summary>
[Collection(HeavyTests.Name)]
public sealed class BackupUnderLoadTests
{
    private const int Clients = 5;
    private const int Rounds = 4;

    private static readonly int _seed = TestVariables.Number("SEED") ?? Environment.TickCount;

    private readonly ConcurrentDictionary<string, string> _digests = [];
    private readonly ConcurrentDictionary<string, bool> _deletions = [];
    private readonly ConcurrentDictionary<string, bool> _deleted = [];
    private readonly ConcurrentBag<(string Phone, string Id)> _sent = [];

    [Fact]
    public async Task What_was_acknowledged_before_a_backup_began_is_in_it_whatever_goes_on_meanwhile()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        using var place = new BackedUp();
        await using var host = await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", place.At("simulator")));
        using var simulator = new TestSimulator(new Uri(host.Urls[0]));
        string[] settings = [$"--WhatsApp:Url={simulator.Url}"];
        HashSet<string> acknowledged = [], deletedBefore = [], mayBeGone = [];
        List<(string Phone, string Id)> sentBefore = [];
        string picture;
        await using (var node = await NodeProcess.StartAsync(place.Data, settings))
        {
            picture = await node.Client.UploadSampleAsync("transparent.png", "image/png");
            using var ended = new CancellationTokenSource();
            var clients = Enumerable.Range(0, Clients).Select(number => Task.Run(() => LoadAsync(node.Client, number, picture, ended.Token))).ToList();
            for (var round = 0; round < Rounds; round++)
            {
                await Task.Delay(300);
                (acknowledged, deletedBefore, sentBefore) = ([.. _digests.Keys], [.. _deleted.Keys], [.. _sent]);
                var (exitCode, said) = await BackupProcess.RunAsync(["backup", place.Backups, "--data", place.Data, "--rate", round == Rounds - 1 ? "4MB" : "20MB"]);
                mayBeGone = [.. _deletions.Keys];
                exitCode.ShouldBe(0, said);
                TestContext.Current.TestOutputHelper?.WriteLine(said);
            }

            await ended.CancelAsync();
            await Task.WhenAll(clients);
        }

        await place.VerifyAsync();
        var report = await place.RestoreAsync();
        acknowledged.Count.ShouldBeGreaterThan(100);
        sentBefore.Count.ShouldBeGreaterThan(10);

        await using var restored = await NodeProcess.StartAsync(place.Restored, settings);
        var listed = await restored.Client.ListAsync();
        listed.ShouldAllBe(row => row.State == "stored");
        var there = listed.Select(row => row.Id).ToHashSet();
        acknowledged.Where(id => !there.Contains(id) && !mayBeGone.Contains(id)).ShouldBeEmpty("acknowledged before the backup, and lost");
        there.Where(deletedBefore.Contains).ShouldBeEmpty("deleted before the backup, and back");
        foreach (var row in listed.Where(row => row.Id != picture))
        {
            (await restored.Client.DigestOfAsync(row.Id)).ShouldBe(row.Digest);
            (_digests.TryGetValue(row.Id, out var digest) ? digest : row.Digest).ShouldBe(row.Digest);
        }

        // No file that no row knows, and none unfinished.
        BackedUp.FilesIn(Path.Combine(place.Restored, "media/outgoing")).ShouldBe(there.Order(StringComparer.Ordinal));
        BackedUp.FilesIn(Path.Combine(place.Restored, "media/.partial")).ShouldBeEmpty();
        foreach (var (phone, id) in sentBefore)
        {
            await simulator.ArrivalAsync(phone, id);
        }

        foreach (var phone in sentBefore.Select(one => one.Phone).Distinct())
        {
            (await simulator.MessagesOfAsync(phone)).Select(message => message.GetProperty("id").GetString()).ShouldBeUnique();
        }
    }

    private async Task LoadAsync(HttpClient client, int number, string picture, CancellationToken ended)
    {
        var random = new Random(_seed + number);
        try
        {
            for (var at = 0; !ended.IsCancellationRequested; at++)
            {
                var bytes = Bytes.Random(random.Next(1, 300_000), random.Next());
                var id = await client.UploadAsync(bytes, cancellationToken: ended);
                _digests[id] = MediaCalls.DigestOf(bytes);
                if (at % 3 == 0 && _digests.Keys.FirstOrDefault(other => !_deletions.ContainsKey(other)) is { } old && _deletions.TryAdd(old, true)
                    && await client.RemoveAsync(old, ended) == HttpStatusCode.OK)
                {
                    _deleted[old] = true;
                }

                if (at % 10 == 0)
                {
                    var phone = $"155507{number}000{at % 7}";
                    _sent.Add((phone, await client.SendImageAsync(phone, picture)));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
