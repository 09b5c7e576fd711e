using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hostile;

/// <summary>Five hundred slow clients of each kind, each kind on a node of its own.</summary>
/// <remarks>All at the same time, for Kestrel's time limits need real time.</remarks>
public sealed class SlowClients : IAsyncLifetime
{
    private const int Connections = 500;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(18);
    private static readonly byte[] _oneByte = [0];

    internal SlowRun Uploads { get; private set; } = null!;

    internal SlowRun Downloads { get; private set; } = null!;

    internal SlowRun Heads { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var runs = await Task.WhenAll(
            RunAsync([], UploadSlowlyAsync),
            RunAsync(["--Downloads:StallTimeout=00:00:08"], DownloadSlowlyAsync),
            RunAsync([], SendHeadSlowlyAsync));
        (Uploads, Downloads, Heads) = (runs[0], runs[1], runs[2]);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<SlowRun> RunAsync(string[] settings, Func<NodeProcess, string, Action, Task<IReadOnlyList<int>>> attack)
    {
        await using var node = await NodeProcess.StartAsync(settings);
        var large = await node.UploadAsync(Bytes.Random(5 << 20));
        for (var warm = 0; warm < 20; warm++)
        {
            await BeHealthyAsync(node);
        }

        var (memory, files) = (node.ResidentBytes, node.OpenFiles);
        var (mostMemory, mostFiles, slowest, rounds) = (0L, 0, TimeSpan.Zero, 0);
        void Look()
        {
            mostMemory = Math.Max(mostMemory, node.ResidentBytes - memory);
            mostFiles = Math.Max(mostFiles, node.OpenFiles - files);
        }

        var clock = Stopwatch.StartNew();
        var attacking = Task.Run(() => attack(node, large, Look));
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        do
        {
            var took = await BeHealthyAsync(node);
            slowest = took > slowest ? took : slowest;
            rounds++;
            Look();
        }
        while (await ticks.WaitForNextTickAsync() && !attacking.IsCompleted);
        var statuses = await attacking;
        var lasted = clock.Elapsed;
        await Eventually.HoldsAsync(() => node.OpenFiles <= files + 20, "handles return");
        var leftOver = node.Files.Count(file => file.Contains(".partial", StringComparison.Ordinal));
        return new SlowRun(statuses, lasted, rounds, slowest, mostMemory, mostFiles, leftOver, node.Errors);
    }

    /// <summary>What other clients do meanwhile.</summary>
    private static async Task<TimeSpan> BeHealthyAsync(NodeProcess node)
    {
        var clock = Stopwatch.StartNew();
        var bytes = Bytes.Random(100_000);
        var id = await node.UploadAsync(bytes);
        (await node.Client.GetByteArrayAsync($"/v1/media/{id}")).ShouldBe(bytes);
        return clock.Elapsed;
    }

    private static Task<IReadOnlyList<int>> UploadSlowlyAsync(NodeProcess node, string large, Action look) =>
        SendSlowlyAsync(node, RawRequest.Head("POST /v1/media", node.Login(), "Content-Type: image/jpeg", "Content-Length: 1000000"));

    private static Task<IReadOnlyList<int>> SendHeadSlowlyAsync(NodeProcess node, string large, Action look) =>
        SendSlowlyAsync(node, "POST /v1/media HTTP/1.1\r\nHost: node\r\nX-Slow: ");

    /// <summary>Sends the head and then one byte a second, until the node has had enough.</summary>
    private static async Task<IReadOnlyList<int>> SendSlowlyAsync(NodeProcess node, string head) => await Task.WhenAll(
        Enumerable.Range(0, Connections).Select(async _ =>
        {
            using var connection = await RawConnection.OpenAsync(node.Url);
            await connection.SendAsync(head);
            var answers = connection.ReadToCloseAsync();
            using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1));
            var clock = Stopwatch.StartNew();
            while (!answers.IsCompleted && clock.Elapsed < _longest && await connection.TrySendAsync(_oneByte))
            {
                await Task.WhenAny(answers, seconds.WaitForNextTickAsync().AsTask());
            }

            return answers.IsCompleted ? (await answers).Single.Status : 0;
        }));

    /// <summary>Asks for a large media and takes one byte a second, until the node has let go of all of them.</summary>
    private static async Task<IReadOnlyList<int>> DownloadSlowlyAsync(NodeProcess node, string large, Action look)
    {
        var before = node.OpenFiles;
        var connections = new List<RawConnection>();
        var request = RawRequest.Head($"GET /v1/media/{large}", node.Login());
        for (var at = 0; at < Connections; at++)
        {
            connections.Add(await RawConnection.OpenAsync(node.Url, receiveBuffer: 4096));
            await connections[at].SendAsync(request);
        }

        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var clock = Stopwatch.StartNew();
        await Eventually.HoldsAsync(() => node.OpenFiles >= before + Connections, "they are being served");
        while (node.OpenFiles > before + 20 && clock.Elapsed < _longest)
        {
            look();
            connections.ForEach(connection => connection.TrySip());
            await seconds.WaitForNextTickAsync();
        }

        var open = Math.Max(0, node.OpenFiles - before - 20);
        connections.ForEach(connection => connection.Dispose());
        return [open];
    }
}

/// <summary>How one kind of slow clients fared, and what they cost.</summary>
/// <param name="Statuses">What each client was told; of downloads, how many handles the node still held.</param>
/// <param name="Lasted">Until the last was let go.</param>
/// <param name="HealthyRounds">Uploads with downloads that others made meanwhile.</param>
/// <param name="SlowestHealthy">The slowest of those.</param>
/// <param name="MemoryGrowth">Resident bytes at the most, beyond those before.</param>
/// <param name="OpenFiles">Handles at the most, beyond those before.</param>
/// <param name="LeftOver">Files of unfinished uploads afterwards.</param>
/// <param name="Errors">Lines of the log.</param>
internal sealed record SlowRun(
    IReadOnlyList<int> Statuses, TimeSpan Lasted, int HealthyRounds, TimeSpan SlowestHealthy, long MemoryGrowth, int OpenFiles, int LeftOver,
    IReadOnlyList<string> Errors);
