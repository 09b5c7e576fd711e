using Dapper;
using MediaNode.Catalog;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Retention;

/// <summary>
/// <c>kill -9</c> at random moments while the node sweeps: each media is there whole or gone whole, and in the end exactly those are gone that were to go.
/// <c>MEDIANODE_TEST_SEED</c> brings the moments of a run back.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed class KilledSweeperTests
{
    private const int Old = 4000;
    private const int Young = 40;
    private const int MostKills = 25;

    private static readonly int _seed = TestVariables.Number("SEED") ?? Environment.TickCount;

    private readonly Random _random = new(_seed);

    [Fact]
    public async Task Whenever_the_node_is_killed_the_sweep_is_finished_by_the_next_start()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        using var directory = new TempDirectory();
        var data = Path.Combine(directory.Path, "data");
        string[] young;
        await using (var node = await NodeProcess.StartAsync(data))
        {
            young = await Task.WhenAll(Enumerable.Range(0, Young).Select(_ => node.Client.UploadAsync(Bytes.Random(1000))));
            await node.KillAsync();
        }

        var file = new CatalogFile(Path.Combine(data, "catalogue.db"));
        var old = AddOld(file, Path.Combine(data, "media", "outgoing"));
        var kills = 0;
        for (; kills < MostKills && Left(file) > Young; kills++)
        {
            // It sweeps from its start on.
            await using var node = await NodeProcess.StartAsync(data, ["--Retention:Rules=outgoing=30d"]);
            await Task.Delay(_random.Next(0, 150));
            await node.KillAsync();
        }

        await using (var node = await NodeProcess.StartAsync(data, ["--Retention:Rules=outgoing=30d"]))
        {
            await Eventually.HoldsAsync(() => Left(file) == Young, "the sweep is over");
            (await node.Client.ListAsync()).Select(media => media.Id).Order().ShouldBe(young.Order());
            foreach (var id in young)
            {
                (await node.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
            }

            Directory.GetFiles(Path.Combine(data, "media", "outgoing")).Length.ShouldBe(Young);
            Directory.GetFiles(Path.Combine(data, "media", "renditions")).ShouldBeEmpty();
            using var why = await node.Client.GetAsync($"/api/media/{old}/why");
            (await why.JsonAsync()).GetProperty("state").GetString().ShouldBe("gone");
        }

        using var connection = file.OpenForReading();
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM forgotten").ShouldBe(Old);
        // Each was counted once, however often the pass was broken off.
        connection.ExecuteScalar<long>("SELECT SUM(forgotten) FROM sweeps").ShouldBe(Old);
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills");
    }

    private static long Left(CatalogFile file)
    {
        using var connection = file.OpenForReading();
        return connection.ExecuteScalar<long>("SELECT COUNT(*) FROM media");
    }

    /// <summary>Media of two months ago, each with a rendition of its own; returns one of them.</summary>
    private static string AddOld(CatalogFile file, string outgoing)
    {
        var at = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(60);
        using var connection = file.OpenForWriting();
        using var transaction = connection.BeginTransaction();
        var id = "";
        for (var number = 0; number < Old; number++)
        {
            var blob = Guid.NewGuid().ToString("D");
            id = Guid.CreateVersion7(at + TimeSpan.FromSeconds(number)).ToString("D");
            File.WriteAllBytes(Path.Combine(outgoing, id), [1]);
            File.WriteAllBytes(Path.Combine(outgoing, "..", "renditions", blob), [1, 2]);
            connection.Execute(
                "INSERT INTO media (id, type, length, digest, created_at) VALUES (@Id, 'image/jpeg', 1, x'00', @At)",
                new { Id = id, At = at.ToUnixTimeMilliseconds() }, transaction);
            connection.Execute(
                """
                INSERT INTO renditions (media_id, kind, policy, state, revision, leased_until, blob, type, length, digest, made_at)
                VALUES (@Id, 'image', 'p', 1, 1, 0, @Blob, 'image/jpeg', 2, x'00', 1)
                """,
                new { Id = id, Blob = blob }, transaction);
        }

        transaction.Commit();
        return id;
    }
}
