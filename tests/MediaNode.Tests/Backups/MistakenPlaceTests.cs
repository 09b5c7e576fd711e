using MediaNode.Backups;
using MediaNode.Cli;
using MediaNode.Tests.Cli;
using MediaNode.Tests.Durability;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Backups;

/// <summary>Directories that were mistyped, are not mounted, or belong to somebody else.</summary>
public class MistakenPlaceTests
{
    [Fact]
    public async Task A_data_directory_that_was_restored_is_backed_up_before_a_node_started_on_it()
    {
        using var place = new BackedUp();
        var id = await OneAsync(place);
        await place.RestoreAsync();

        await place.RunAsync(ExitCode.Ok, "backup", place.At("second"), "--data", place.Restored);

        await place.RunAsync(ExitCode.Ok, "restore", place.At("second"), "--data", place.At("twice"));
        await using var restored = await TestNode.StartAsync(data: place.At("twice"));
        (await restored.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_volume_that_is_not_mounted_or_is_another_is_not_backed_up_over_a_good_backup(bool another)
    {
        using var place = new BackedUp();
        await OneAsync(place);
        var earlier = place.Complete;
        Directory.Move(Path.Combine(place.Data, "media"), place.At("away"));
        foreach (var folder in new[] { "outgoing", "incoming", "renditions", ".partial" })
        {
            Directory.CreateDirectory(Path.Combine(place.Data, "media", folder));
        }

        if (another)
        {
            await File.WriteAllTextAsync(Path.Combine(place.Data, "media/.volume"), Guid.NewGuid().ToString());
        }

        var refused = await place.RefusedAsync("backup", place.Backups, "--data", place.Data);

        refused.ShouldContain(another ? "belongs to another catalogue" : "is it mounted?");
        refused.ShouldContain("is there as before");
        place.Complete.ShouldBe(earlier);
        await place.VerifyAsync();
    }

    [Fact]
    public async Task What_is_lost_for_good_is_backed_up_as_missing_once_an_operator_says_so()
    {
        using var place = new BackedUp();
        var id = await OneAsync(place);
        File.Delete(Path.Combine(place.Data, "media/outgoing", id));
        await File.WriteAllTextAsync(Path.Combine(place.Data, "media/.volume"), "");
        await place.RunAsync(ExitCode.Incomplete, "backup", place.At("second"), "--data", place.Data);

        await place.RunAsync(ExitCode.Ok, "restore", place.At("second"), "--data", place.Restored);

        await using var restored = await TestNode.StartAsync(data: place.Restored);
        (await restored.Client.ListAsync()).ShouldHaveSingleItem().State.ShouldBe("missing");
    }

    [Fact]
    public async Task A_backup_into_a_volume_that_lies_elsewhere_is_refused()
    {
        using var place = new BackedUp();
        await OneAsync(place);
        Directory.Move(Path.Combine(place.Data, "media"), place.At("disk"));
        Directory.CreateSymbolicLink(Path.Combine(place.Data, "media"), place.At("disk"));

        (await place.RefusedAsync("backup", place.At("disk/outgoing/backups"), "--data", place.Data)).ShouldContain("one in the other");

        Directory.Exists(place.At("disk/outgoing/backups")).ShouldBeFalse();
        await place.RunAsync(ExitCode.Ok, "backup", place.At("second"), "--data", place.Data);
    }

    [Theory]
    [InlineData("")]
    [InlineData("media/outgoing/here")]
    [InlineData("20261123T020000000Z")]
    [InlineData(".making")]
    public async Task A_restore_into_the_backups_is_refused_for_the_next_backup_would_take_it_away(string below)
    {
        using var place = new BackedUp();
        await OneAsync(place);
        var path = Path.Combine(place.Backups, below);

        (await place.RefusedAsync("restore", place.Backups, "--data", path)).ShouldContain("one in the other");

        Directory.Exists(Path.Combine(path, "keys")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_empty_argument_is_no_directory()
    {
        using var backup = new CliRun();
        (await backup.RunAsync("backup", "")).ShouldBe(ExitCode.Usage);
        backup.Error.ShouldContain("DEST is empty");
        using var restore = new CliRun();
        (await restore.RunAsync("restore", "")).ShouldBe(ExitCode.Usage);
        restore.Error.ShouldContain("SRC is empty");
    }

    [Fact]
    public async Task A_directory_of_keys_that_has_none_is_refused_and_an_empty_one_is_for_none()
    {
        using var place = new BackedUp();
        await OneAsync(place);
        Directory.CreateDirectory(Path.Combine(place.Data, "keys"));
        await File.WriteAllTextAsync(Path.Combine(place.Data, "keys/key-1.xml"), "<key/>");
        await place.BackUpAsync("--without-keys");

        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored, "--keys", place.Data)).ShouldContain("has no key");
        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored, "--keys", place.At("nowhere"))).ShouldContain("Nothing was restored");
        Directory.Exists(place.Restored).ShouldBeFalse();

        Directory.CreateDirectory(place.At("empty"));
        await place.RestoreAsync("--keys", place.At("empty"));
        Directory.GetFileSystemEntries(Path.Combine(place.Restored, "keys")).ShouldBeEmpty();
        await place.RunAsync(ExitCode.Ok, "restore", place.Backups, "--data", place.At("second"), "--keys", Path.Combine(place.Data, "keys"));
        BackedUp.FilesIn(place.At("second/keys")).ShouldBe(["key-1.xml"]);
    }

    [Fact]
    public async Task A_key_that_cannot_be_backed_up_is_told_and_not_left_out()
    {
        using var place = new BackedUp();
        await OneAsync(place);
        var keys = Path.Combine(place.Data, "keys");
        Directory.CreateDirectory(keys);
        await File.WriteAllTextAsync(place.At("elsewhere.xml"), "<key/>");
        File.CreateSymbolicLink(Path.Combine(keys, "key-linked.xml"), place.At("elsewhere.xml"));

        (await place.RefusedAsync("backup", place.Backups, "--data", place.Data)).ShouldContain("key-linked.xml is no regular file");
        await place.BackUpAsync("--without-keys");
    }

    [Fact]
    public async Task What_is_verified_or_restored_stays_though_a_backup_is_made_meanwhile()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        var id = await node.UploadAsync(Bytes.Random(1000, 1));
        await place.BackUpAsync();
        var first = place.Complete;
        using (var read = StoredBackup.Open(place.Backups, name: null))
        {
            (await node.Client.DeleteAsync($"/v1/media/{id}")).Dispose();

            var report = await place.RunAsync(ExitCode.Incomplete, "backup", place.Backups, "--data", place.Data);

            report["fault"]!.GetValue<string>().ShouldContain("being verified or restored");
            (await BackupCheck.RunAsync(read, progress: null, TestContext.Current.CancellationToken)).Missing.ShouldBe(0);
            place.Complete.Length.ShouldBe(2);
            place.Complete[0].ShouldBe(first.Single());
        }

        await place.BackUpAsync();
        place.Complete.Length.ShouldBe(1);
        place.Kept.ShouldBeEmpty();
    }

    private static async Task<string> OneAsync(BackedUp place)
    {
        string id;
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            id = await node.UploadAsync(Bytes.Random(1000));
        }

        await place.BackUpAsync();
        return id;
    }
}
