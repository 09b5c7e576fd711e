using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>Clients that upload and delete as fast as they can until the node is gone, and the reckoning afterwards.</summary>
internal sealed class CrashRounds
{
    private const int Clients = 6;
    private const int LargestUpload = 4 << 20;

    // So that hundreds of rounds need no more disk than dozens.
    private const int MostKept = 400;

    private readonly byte[] _bytes = Bytes.Random(LargestUpload * 2, seed: 7);
    private readonly Random _random;

    public CrashRounds(int seed)
    {
        _random = new Random(seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
    }

    public CrashLedger Ledger { get; } = new();

    /// <summary>Blobs that were under way when the node went, over all rounds: a test without any has proved little.</summary>
    public int Interrupted { get; private set; }

    /// <summary>Loads the node, ends it by <paramref name="end"/> at a moment nobody chose, and waits for the clients.</summary>
    public async Task LoadUntilAsync(NodeProcess node, Func<Task> end)
    {
        using var ended = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => RunClientAsync(node.Client, new Random(_random.Next()), ended.Token))).ToList();
        await Task.Delay(_random.Next(20, 700));
        await end();
        await ended.CancelAsync();
        await Task.WhenAll(clients);
    }

    /// <summary>Counts what a crash left unpublished, before the node is started again.</summary>
    public void CountInterrupted(string data) => Interrupted += Directory.GetFiles(Path.Combine(data, "media", ".partial")).Length;

    /// <summary>Checks every promise against a node that has been started again.</summary>
    /// <param name="node">The node.</param>
    /// <param name="data">Its data directory.</param>
    /// <param name="everyByte">Whether to read back all media, or only those that are new.</param>
    public async Task CheckAsync(NodeProcess node, string data, bool everyByte)
    {
        var listed = await node.Client.ListAsync();
        Ledger.Check(listed).ShouldBeEmpty();
        Directory.GetFileSystemEntries(Path.Combine(data, "media", ".partial")).ShouldBeEmpty();
        Directory.GetFileSystemEntries(Path.Combine(data, "media", "outgoing")).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
            .ShouldBe(listed.Select(one => one.Id), "each file has a row, and each row its file");

        var digests = listed.ToDictionary(one => one.Id, one => one.Digest, StringComparer.Ordinal);
        var fresh = Ledger.TakeUnchecked();
        await Parallel.ForEachAsync(everyByte ? listed.Select(one => one.Id) : fresh, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (id, _) =>
            (await node.Client.DigestOfAsync(id)).ShouldBe(digests[id], id));
        await ThinOutAsync(node);
    }

    private async Task ThinOutAsync(NodeProcess node)
    {
        for (var left = Ledger.Kept.Count; left > MostKept; left--)
        {
            if (Ledger.BeginDeletion(_random) is { } id && await node.Client.RemoveAsync(id) == System.Net.HttpStatusCode.OK)
            {
                Ledger.Deleted(id);
            }
        }
    }

    private async Task RunClientAsync(HttpClient client, Random random, CancellationToken ended)
    {
        try
        {
            while (!ended.IsCancellationRequested)
            {
                if (random.Next(5) == 0)
                {
                    await DeleteOneAsync(client, random, ended);
                }
                else
                {
                    await UploadOneAsync(client, random, ended);
                }
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException)
        {
            // The node is dead: what it had not answered is not owed.
        }
    }

    private async Task UploadOneAsync(HttpClient client, Random random, CancellationToken ended)
    {
        // Most are small, some are large: as many bytes in each order of magnitude.
        var length = (int)Math.Pow(2, random.NextDouble() * Math.Log2(LargestUpload));
        var bytes = _bytes.AsMemory(random.Next(_bytes.Length - length), length);
        using var response = await client.PostAsync(bytes, chunked: random.Next(2) == 0, cancellationToken: ended);
        if (response.StatusCode == System.Net.HttpStatusCode.Created)
        {
            var id = (await response.JsonAsync()).GetProperty("media")[0].GetProperty("id").GetString()!;
            lock (Ledger)
            {
                Ledger.Acknowledged(id, MediaCalls.DigestOf(bytes.Span));
            }
        }
    }

    private async Task DeleteOneAsync(HttpClient client, Random random, CancellationToken ended)
    {
        if (Ledger.BeginDeletion(random) is { } id && await client.RemoveAsync(id, ended) == System.Net.HttpStatusCode.OK)
        {
            lock (Ledger)
            {
                Ledger.Deleted(id);
            }
        }
    }
}
