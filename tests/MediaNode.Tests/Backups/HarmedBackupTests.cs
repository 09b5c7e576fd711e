using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MediaNode.Cli;
using MediaNode.Tests.Durability;
using MediaNode.Tests.Reconciling;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Backups;

/// <summary>A backup that was harmed, or made to do harm: it is refused with words, and nothing of it is left.</summary>
public class HarmedBackupTests
{
    [Theory]
    [InlineData("flip", "damaged")]
    [InlineData("truncate", "damaged")]
    [InlineData("remove", "missing")]
    [InlineData("link", "missing")]
    [InlineData("pipe", "missing")]
    public async Task A_file_that_is_not_what_was_kept_is_named_and_nothing_is_restored(string harm, string finding)
    {
        using var place = new BackedUp();
        var (sound, harmed) = await TwoAsync(place);
        var file = Path.Combine(place.Backups, "media/outgoing", harmed);
        switch (harm)
        {
            case "flip":
                TruthNode.Flip(file);
                break;
            case "truncate":
                await File.WriteAllBytesAsync(file, [1, 2, 3]);
                break;
            case "link":
                File.Move(file, place.At("elsewhere"));
                File.CreateSymbolicLink(file, place.At("elsewhere"));
                break;
            case "pipe":
                File.Delete(file);
                System.Diagnostics.Process.Start("mkfifo", [file]).WaitForExit();
                break;
            default:
                File.Delete(file);
                break;
        }

        var report = await place.VerifyAsync(ExitCode.Incomplete);
        report[finding]!.GetValue<long>().ShouldBe(1);
        report["first"]![0]!["file"]!.GetValue<string>().ShouldBe($"media/outgoing/{harmed}");

        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored)).ShouldContain($"media/outgoing/{harmed} ({finding})");
        Directory.Exists(place.Restored).ShouldBeFalse();

        (await place.RunAsync(ExitCode.Incomplete, "restore", place.Backups, "--data", place.Restored, "--salvage"))["files"]!.GetValue<long>().ShouldBe(1);
        await using var restored = await TestNode.StartAsync(data: place.Restored);
        (await restored.Client.ListAsync()).ToDictionary(row => row.Id, row => row.State)
            .ShouldBe(new Dictionary<string, string> { [sound] = "stored", [harmed] = "missing" }, ignoreOrder: true);
        (await restored.Client.DigestOfAsync(harmed)).ShouldBeNull();
    }

    [Fact]
    public async Task A_damaged_file_that_is_removed_is_copied_again()
    {
        using var place = new BackedUp();
        var (_, harmed) = await TwoAsync(place);
        TruthNode.Flip(Path.Combine(place.Backups, "media/outgoing", harmed));
        await place.VerifyAsync(ExitCode.Incomplete);
        File.Delete(Path.Combine(place.Backups, "media/outgoing", harmed));

        (await place.BackUpAsync())["copied"]!.GetValue<long>().ShouldBe(1);

        await place.VerifyAsync();
    }

    [Theory]
    [InlineData("catalogue.db")]
    [InlineData("files.sha256")]
    [InlineData("manifest.json")]
    [InlineData("manifest.json.sha256")]
    public async Task A_part_that_was_changed_makes_the_whole_backup_refused(string part)
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        TruthNode.Flip(Path.Combine(place.Latest, part));

        foreach (var refused in new[] { await RefusedAsync("backup", "verify", place.Backups), await RefusedAsync("restore", place.Backups, "--data", place.Restored, "--salvage") })
        {
            refused.ShouldContain(part);
        }

        Directory.Exists(place.Restored).ShouldBeFalse();

        Task<string> RefusedAsync(params string[] arguments) => place.RefusedAsync(arguments);
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("files.sha256")]
    [InlineData("catalogue.db")]
    public async Task A_pipe_in_the_place_of_a_part_holds_up_no_further_backup(string part)
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        var path = Path.Combine(place.Latest, part);
        File.Delete(path);
        System.Diagnostics.Process.Start("mkfifo", [path]).WaitForExit();

        (await place.RefusedAsync("backup", "verify", place.Backups)).ShouldContain(part);
        // With the catalogue gone nobody can tell which files the earlier one needs: they stay.
        var backup = BackupProcess.RunAsync(["backup", place.Backups, "--data", place.Data, "--keep", "3"]);
        (await backup.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).ExitCode.ShouldBe(part == "catalogue.db" ? ExitCode.Incomplete : ExitCode.Ok);

        await place.VerifyAsync();
    }

    [Fact]
    public async Task A_file_that_the_disk_does_not_give_is_damaged_and_the_rest_is_backed_up_and_salvaged()
    {
        using var place = new BackedUp();
        var (_, harmed) = await TwoAsync(place);
        // Also root may not read it then.
        string[] under = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];
        File.SetUnixFileMode(Path.Combine(place.Data, "media/outgoing", harmed), UnixFileMode.None);
        File.SetUnixFileMode(Path.Combine(place.Backups, "media/outgoing", harmed), UnixFileMode.None);

        var backup = await BackupProcess.RunAsync(["backup", place.At("second"), "--data", place.Data], under);
        var verify = await BackupProcess.RunAsync(["backup", "verify", place.Backups], under);
        var restore = await BackupProcess.RunAsync(["restore", place.Backups, "--data", place.Restored, "--salvage"], under);

        foreach (var (exitCode, said) in new[] { backup, verify, restore })
        {
            exitCode.ShouldBe(ExitCode.Incomplete, said);
            said.ShouldContain($"media/outgoing/{harmed}");
        }

        BackedUp.FilesIn(place.At("second/media")).Length.ShouldBe(1);
        BackedUp.FilesIn(Path.Combine(place.Restored, "media")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_backup_that_is_named_by_the_last_moment_of_all_is_told()
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        Directory.Move(place.Latest, Path.Combine(place.Backups, "99991231T235959999Z"));

        (await place.RefusedAsync("backup", place.Backups, "--data", place.Data)).ShouldContain("none can come after it");

        await place.VerifyAsync();
    }

    [Fact]
    public async Task A_backup_of_a_newer_catalogue_or_format_is_refused()
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        Rewrite(place, manifest => manifest["schema"] = 9999);
        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored)).ShouldContain("newer MediaNode");

        Rewrite(place, manifest => manifest["format"] = 2);
        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored)).ShouldContain("format 2");
    }

    [Theory]
    [InlineData("../../../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("media/outgoing/../../../x")]
    [InlineData("media/elsewhere/0192d4e0-0000-7000-8000-000000000001")]
    [InlineData("media/outgoing/0192D4E0-0000-7000-8000-000000000001")]
    [InlineData("media/outgoing/0192d4e0-0000-7000-8000-000000000001.2D711642B726B04401627CA9FBAC32F5C8530FB1903CC4DB02258717921A4881")]
    [InlineData("media/outgoing/0192d4e0-0000-7000-8000-000000000001./../../../../../../../../../../../../../../../../../../../../../etc/psw")]
    public async Task A_list_that_leads_elsewhere_is_refused_though_its_digests_are_right(string path)
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        var list = Path.Combine(place.Latest, "files.sha256");
        var text = $"{Convert.ToHexStringLower(SHA256.HashData("x"u8))}  {path}\n" + await File.ReadAllTextAsync(list);
        await File.WriteAllTextAsync(list, text);
        Rewrite(place, manifest =>
        {
            manifest["files"] = 3;
            manifest["list"]!["length"] = Encoding.ASCII.GetByteCount(text);
            manifest["list"]!["digest"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
        });

        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored, "--salvage")).ShouldContain("line 1");
        Directory.Exists(place.Restored).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../../keys/key.xml")]
    [InlineData("keys/../../lock")]
    [InlineData("/etc/passwd")]
    public async Task A_manifest_that_names_other_files_is_refused(string name)
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        Rewrite(place, manifest => manifest["keys"] = new JsonArray(new JsonObject { ["name"] = name, ["length"] = 1, ["digest"] = "" }));

        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored)).ShouldContain("names a file that no backup has");
    }

    [Fact]
    public async Task A_manifest_with_nothing_in_the_place_of_a_key_is_refused()
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        Rewrite(place, manifest => manifest["keys"] = new JsonArray((JsonNode?)null));

        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored)).ShouldContain("names a file that no backup has");
    }

    [Theory]
    [InlineData("media")]
    [InlineData("media/outgoing")]
    [InlineData("NAME")]
    public async Task A_link_in_the_place_of_a_directory_is_not_followed(string directory)
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        var path = Path.Combine(place.Backups, directory.Replace("NAME", place.Complete[0], StringComparison.Ordinal));
        Directory.Move(path, place.At("elsewhere"));
        Directory.CreateSymbolicLink(path, place.At("elsewhere"));

        (await place.RefusedAsync("restore", place.Backups, "--data", place.Restored)).ShouldContain("not followed");
    }

    [Fact]
    public async Task A_directory_that_is_not_empty_is_no_place_for_a_restore()
    {
        using var place = new BackedUp();
        await TwoAsync(place);
        (await RefusedAsync(place.Data)).ShouldContain("is not empty");
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            (await RefusedAsync(place.Data)).ShouldContain("in use by another MediaNode");
        }

        Directory.CreateDirectory(place.At("home"));
        await File.WriteAllTextAsync(place.At("home/letter"), "dear");
        (await RefusedAsync(place.At("home"))).ShouldContain("it has 'letter'");
        (await RefusedAsync(place.At("home/letter"))).ShouldContain("is a file");
        Directory.GetFileSystemEntries(place.At("home")).Length.ShouldBe(1);
        (await place.RefusedAsync("restore", place.At("home"), "--data", place.Restored)).ShouldContain("no complete backup");
        (await place.RefusedAsync("restore", place.Backups, "--at", "20200101T000000000Z", "--data", place.Restored)).ShouldContain("has no backup");

        // What a new file system has in it is no obstacle.
        Directory.CreateDirectory(Path.Combine(place.Restored, "lost+found"));
        await place.RestoreAsync();

        Task<string> RefusedAsync(string data) => place.RefusedAsync("restore", place.Backups, "--data", data);
    }

    private static async Task<(string Sound, string Harmed)> TwoAsync(BackedUp place)
    {
        string sound, harmed;
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            (sound, harmed) = (await node.UploadAsync(Bytes.Random(50_000, 1)), await node.UploadAsync(Bytes.Random(50_000, 2)));
        }

        await place.BackUpAsync();
        return (sound, harmed);
    }

    /// <summary>Changes the manifest, and its digest with it, as somebody would who means it.</summary>
    private static void Rewrite(BackedUp place, Action<JsonNode> change)
    {
        var path = Path.Combine(place.Latest, "manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        change(manifest);
        var text = manifest.ToJsonString();
        File.WriteAllText(path, text);
        File.WriteAllText(path + ".sha256", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}  manifest.json\n");
    }
}
