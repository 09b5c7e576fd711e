using MediaNode.Cli;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Backups;

/// <summary>A disk for backups that is too small, or that fills while one is made: it is said, and the earlier backup is as it was.</summary>
[Collection(HeavyTests.Name)]
public sealed class FullDestinationTests
{
    [Fact]
    public async Task A_backup_that_does_not_fit_is_refused_and_one_that_meets_a_full_disk_ends_and_the_next_finishes()
    {
        using var place = new BackedUp();
        Directory.CreateDirectory(place.Backups);
        await using var mounts = await PrivateMounts.StartAsync($"mount -t tmpfs -o size=16m backups {place.Backups}");
        await using var node = await NodeProcess.StartAsync(place.Data);
        string[] backup = ["backup", place.Backups, "--data", place.Data];
        string[] verify = ["backup", "verify", place.Backups];
        await node.Client.UploadAsync(Bytes.Random(4 << 20, 1));
        var first = await BackupProcess.RunAsync(backup, mounts.Enter);
        first.ExitCode.ShouldBe(ExitCode.Ok, first.Said);

        var large = await node.Client.UploadAsync(Bytes.Random(20 << 20, 2));
        var refused = await BackupProcess.RunAsync(backup, mounts.Enter);
        refused.ExitCode.ShouldBe(ExitCode.Refused, refused.Said);
        refused.Said.ShouldContain("has too little room");
        refused.Said.ShouldContain("is there as before");
        (await node.Client.RemoveAsync(large)).ShouldBe(System.Net.HttpStatusCode.OK);

        await node.Client.UploadAsync(Bytes.Random(4 << 20, 3));
        await using (var slow = BackupProcess.Start([.. backup, "--rate", "1MB"], mounts.Enter))
        {
            // It has begun to copy: then another program takes all that is left.
            await Eventually.HoldsAsync(
                () => Directory.EnumerateFiles(mounts.Reach(Path.Combine(place.Backups, "media/.partial"))).Any(), "the backup copies");
            (await mounts.TryRunAsync($"cat /dev/zero >{place.Backups}/filler")).Said.ShouldContain("No space left");
            var (exitCode, said) = await slow.EndedAsync();
            exitCode.ShouldBe(ExitCode.Refused, said);
            said.ShouldContain("has no room left");
            said.ShouldContain("is there as before");
        }

        var earlier = await BackupProcess.RunAsync(verify, mounts.Enter);
        earlier.ExitCode.ShouldBe(ExitCode.Ok, earlier.Said);
        earlier.Said.ShouldContain("1 files");

        await mounts.RunAsync($"rm {place.Backups}/filler");
        var next = await BackupProcess.RunAsync(backup, mounts.Enter);
        next.ExitCode.ShouldBe(ExitCode.Ok, next.Said);
        (await BackupProcess.RunAsync(verify, mounts.Enter)).Said.ShouldContain("2 files");
    }

    [Fact]
    public async Task A_disk_that_is_too_small_for_a_restore_is_left_as_it_was()
    {
        using var place = new BackedUp();
        await using (var node = await NodeProcess.StartAsync(place.Data))
        {
            await node.Client.UploadAsync(Bytes.Random(12 << 20, 1));
        }

        await place.BackUpAsync();
        Directory.CreateDirectory(place.Restored);
        await using var mounts = await PrivateMounts.StartAsync($"mount -t tmpfs -o size=8m data {place.Restored}");

        var (exitCode, said) = await BackupProcess.RunAsync(["restore", place.Backups, "--data", place.Restored], mounts.Enter);

        exitCode.ShouldBe(ExitCode.Refused, said);
        said.ShouldContain("has too little room");
        Directory.GetFileSystemEntries(mounts.Reach(place.Restored)).Select(path => Path.GetFileName(path)).ShouldBeSubsetOf(["lock"]);
    }
}
