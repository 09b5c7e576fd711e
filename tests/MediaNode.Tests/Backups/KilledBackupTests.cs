using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Backups;

/// <summary>
/// <c>kill -9</c> at random moments while a backup, or a restore, is made: the earlier backup is whole, no half of a data directory is taken for one,
/// and the next run finishes. <c>MEDIANODE_TEST_SEED</c> brings the moments of a run back.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed class KilledBackupTests
{
    private const int Kills = 12;

    private static readonly int _seed = TestVariables.Number("SEED") ?? Environment.TickCount;

    private readonly Random _random = new(_seed);

    [Fact]
    public async Task Whenever_a_backup_is_killed_the_earlier_one_is_whole_and_the_next_finishes()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        using var place = new BackedUp();
        await using var node = await NodeProcess.StartAsync(place.Data);
        await UploadAsync(node, 50);
        await place.BackUpAsync();
        var (earlier, killed) = (place.Complete.Single(), 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            await UploadAsync(node, 40);
            await using var backup = BackupProcess.Start(["backup", place.Backups, "--data", place.Data, "--rate", "1MB"]);
            await Task.Delay(_random.Next(100, 2000));
            if (!await backup.KillAsync())
            {
                earlier = place.Complete.Single();
                continue;
            }

            killed++;
            if (!place.Complete.Contains(earlier))
            {
                // It had taken its place, and the earlier one had gone.
                earlier = place.Complete.Single();
            }

            (await place.VerifyAsync())["files"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(50);
        }

        killed.ShouldBeGreaterThan(Kills / 3);
        await place.BackUpAsync();
        place.Complete.Length.ShouldBe(1);
        Directory.Exists(Path.Combine(place.Backups, ".making")).ShouldBeFalse();
        Directory.GetFileSystemEntries(Path.Combine(place.Backups, "media/.partial")).ShouldBeEmpty();
        await place.VerifyAsync();
        place.Kept.Length.ShouldBe(50 + (40 * Kills));
        await place.RestoreAsync();
        BackedUp.FilesIn(Path.Combine(place.Restored, "media/outgoing")).ShouldBe(BackedUp.FilesIn(Path.Combine(place.Data, "media/outgoing")));
    }

    [Fact]
    public async Task Whenever_a_restore_is_killed_no_node_starts_on_what_it_left_and_the_next_finishes()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}");
        using var place = new BackedUp();
        string[] ids;
        await using (var node = await NodeProcess.StartAsync(place.Data))
        {
            ids = await UploadAsync(node, 1500);
        }

        await place.BackUpAsync();
        var refused = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var restore = BackupProcess.Start(["restore", place.Backups, "--data", place.Restored]);
            await Task.Delay(_random.Next(200, 1200));
            if (!await restore.KillAsync())
            {
                Directory.Delete(place.Restored, recursive: true);
                continue;
            }

            if (Directory.Exists(Path.Combine(place.Restored, ".restoring")))
            {
                refused++;
                (await NodeProcess.StartInVainAsync(place.Restored)).Said.ShouldContain("not finished");
            }
            else if (Directory.Exists(place.Restored))
            {
                // It had not begun, or it was over.
                File.Exists(Path.Combine(place.Restored, "catalogue.db")).ShouldBe(Directory.Exists(Path.Combine(place.Restored, "media")));
                Directory.Delete(place.Restored, recursive: true);
            }
        }

        refused.ShouldBeGreaterThan(0, "no kill came within a restore: nothing was proved");
        await place.RestoreAsync();
        await using var restored = await NodeProcess.StartAsync(place.Restored);
        (await restored.Client.ListAsync()).Select(row => row.Id).ShouldBe(ids.Order(StringComparer.Ordinal));
        Directory.GetFileSystemEntries(place.Restored).Select(path => Path.GetFileName(path)).ShouldNotContain(".restoring");
    }

    private Task<string[]> UploadAsync(NodeProcess node, int count)
    {
        var bodies = Enumerable.Range(0, count).Select(_ => Bytes.Random(_random.Next(1, 60_000), _random.Next())).ToList();
        return Task.WhenAll(bodies.Select(body => node.Client.UploadAsync(body)));
    }
}
