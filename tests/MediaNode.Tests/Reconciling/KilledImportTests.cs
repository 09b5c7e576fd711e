using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Reconciling;

/// <summary>
/// <c>kill -9</c> at random moments while the node imports: each file is a media whole or none, and begun again the import goes on where it had come to.
/// <c>MEDIANODE_TEST_SEED</c> brings the moments of a run back.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed class KilledImportTests
{
    private const int Files = 600;
    private const int MostKills = 8;

    private static readonly int _seed = TestVariables.Number("SEED") ?? Environment.TickCount;

    [Fact]
    public async Task Whenever_the_node_is_killed_the_next_import_goes_on_and_nothing_half_done_is_served_or_left()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        var random = new Random(_seed);
        using var directory = new TempDirectory();
        var data = Path.Combine(directory.Path, "data");
        var from = Path.Combine(data, "import");
        Directory.CreateDirectory(from);
        var digests = new Dictionary<string, string>();
        for (var number = 0; number < Files; number++)
        {
            var (id, bytes) = (Guid.NewGuid().ToString("D"), Bytes.Random(random.Next(1, 20_000), seed: number));
            digests[id] = MediaCalls.DigestOf(bytes);
            await File.WriteAllBytesAsync(Path.Combine(from, id), bytes, TestContext.Current.CancellationToken);
        }

        var (kills, had) = (0, 0);
        for (; kills < MostKills && had < Files; kills++)
        {
            await using var node = await NodeProcess.StartAsync(data);
            // What the kill before left: exactly the media that are whole.
            var media = await node.Client.ListAsync();
            media.Count.ShouldBeGreaterThanOrEqualTo(had);
            had = media.Count;
            Directory.GetFiles(Path.Combine(data, "media", ".partial")).ShouldBeEmpty();
            Directory.GetFiles(Path.Combine(data, "media", "outgoing")).Select(path => Path.GetFileName(path)).Order().ShouldBe(media.Select(one => one.Id).Order());
            foreach (var one in media.OrderBy(_ => random.Next()).Take(20))
            {
                (await node.Client.DigestOfAsync(one.Id)).ShouldBe(digests[one.Id]);
            }

            using var begun = await node.Client.PostAsync("/api/import", new StringContent("{}"), TestContext.Current.CancellationToken);
            begun.EnsureSuccessStatusCode();
            await Task.Delay(random.Next(0, 300), TestContext.Current.CancellationToken);
            await node.KillAsync();
        }

        await using (var node = await NodeProcess.StartAsync(data))
        {
            had = (await node.Client.ListAsync()).Count;
            using var begun = await node.Client.PostAsync("/api/import", new StringContent("{}"), TestContext.Current.CancellationToken);
            begun.EnsureSuccessStatusCode();
            var status = "processing";
            while (status == "processing")
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
                using var told = await node.Client.GetAsync("/api/import", TestContext.Current.CancellationToken);
                var import = (await told.JsonAsync()).GetProperty("import");
                status = import.GetProperty("status").GetString();
                if (status == "complete")
                {
                    import.GetProperty("known").GetInt64().ShouldBe(had);
                    import.GetProperty("imported").GetInt64().ShouldBe(Files - had);
                }
            }

            status.ShouldBe("complete");
            foreach (var (id, digest) in digests)
            {
                (await node.Client.DigestOfAsync(id)).ShouldBe(digest);
            }
        }

        Directory.GetFiles(Path.Combine(data, "media", "outgoing")).Length.ShouldBe(Files);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills");
    }
}
