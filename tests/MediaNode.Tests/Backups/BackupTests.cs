using System.Net;
using Dapper;
using MediaNode.Cli;
using MediaNode.Tests.Durability;
using MediaNode.Tests.EndToEnd;
using MediaNode.Tests.Reconciling;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Backups;

public class BackupTests
{
    [Fact]
    public async Task A_backup_of_a_running_node_is_restored_with_the_same_ids_bytes_and_tokens()
    {
        using var place = new BackedUp();
        string token;
        var media = new List<(string Id, byte[] Bytes)>();
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            for (var number = 0; number < 20; number++)
            {
                var bytes = Bytes.Random(1 + (number * 100_000), number);
                media.Add((await node.UploadAsync(bytes), bytes));
            }

            token = node.Client.DefaultRequestHeaders.Authorization!.Parameter!;
            var report = await place.BackUpAsync();
            report["media"]!.GetValue<long>().ShouldBe(20);
            report["copied"]!.GetValue<long>().ShouldBe(20);
            report["missing"]!.GetValue<long>().ShouldBe(0);
        }

        (await place.VerifyAsync())["files"]!.GetValue<long>().ShouldBe(20);
        (await place.RestoreAsync())["media"]!.GetValue<long>().ShouldBe(20);

        await using var restored = await TestNode.StartAsync(data: place.Restored, firstPassword: true);
        restored.Client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        foreach (var (id, bytes) in media)
        {
            using var response = await restored.Client.GetAsync($"/v1/media/{id}");
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await response.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task A_node_that_is_stopped_is_backed_up_as_well()
    {
        using var place = new BackedUp();
        string id;
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            id = await node.UploadAsync(Bytes.Random(1000));
        }

        await place.BackUpAsync();
        await place.RestoreAsync();

        await using var restored = await TestNode.StartAsync(data: place.Restored);
        (await restored.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
    }

    [Fact]
    public async Task Another_backup_copies_only_what_is_new_and_lets_go_what_no_backup_has()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        var (old, kept) = (await node.UploadAsync(Bytes.Random(1000, 1)), await node.UploadAsync(Bytes.Random(1000, 2)));
        await place.BackUpAsync();
        var written = File.GetLastWriteTimeUtc(Path.Combine(place.Backups, "media/outgoing", kept));
        (await node.Client.DeleteAsync($"/v1/media/{old}")).Dispose();
        var young = await node.UploadAsync(Bytes.Random(1000, 3));

        var second = await place.BackUpAsync();

        second["copied"]!.GetValue<long>().ShouldBe(1);
        second["removed_files"]!.GetValue<long>().ShouldBe(1);
        place.Complete.Length.ShouldBe(1);
        place.Kept.ShouldBe(new[] { $"outgoing/{kept}", $"outgoing/{young}" }.Order());
        File.GetLastWriteTimeUtc(Path.Combine(place.Backups, "media/outgoing", kept)).ShouldBe(written);
    }

    [Fact]
    public async Task Several_backups_are_kept_and_each_is_restored_by_its_name()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        var first = await node.UploadAsync(Bytes.Random(1000, 1));
        await place.BackUpAsync("--keep", "2");
        (await node.Client.DeleteAsync($"/v1/media/{first}")).Dispose();
        var second = await node.UploadAsync(Bytes.Random(1000, 2));
        await place.BackUpAsync("--keep", "2");
        place.Complete.Length.ShouldBe(2);

        await place.RestoreAsync("--at", place.Complete[0]);
        BackedUp.FilesIn(Path.Combine(place.Restored, "media/outgoing")).ShouldBe([first]);

        // The third lets the first go, and what only that one had.
        await place.BackUpAsync("--keep", "2");
        place.Complete.Length.ShouldBe(2);
        place.Kept.ShouldBe([$"outgoing/{second}"]);
    }

    [Fact]
    public async Task The_node_and_the_doctor_know_of_the_last_backup()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        (await MetricAsync()).ShouldBe(0);
        (await DoctorAsync())["state"]!.GetValue<string>().ShouldBe("warning");

        var report = await place.BackUpAsync();

        (await MetricAsync()).ShouldBe(report["as_of"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds());
        (await DoctorAsync()).ToString().ShouldContain(place.Latest);

        async Task<double> MetricAsync()
        {
            using var response = await node.GetAsync("/metrics?format=prometheus");
            var line = (await response.Content.ReadAsStringAsync()).Split('\n').Single(line => line.StartsWith("medianode_last_backup_timestamp_seconds ", StringComparison.Ordinal));
            return double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        async Task<System.Text.Json.Nodes.JsonNode> DoctorAsync()
        {
            using var run = new Cli.CliRun();
            await run.RunAsync("doctor", "--data", place.Data, "--json");
            return run.Json["checks"]!.AsArray().Single(check => check!["name"]!.GetValue<string>() == "backup")!;
        }
    }

    [Fact]
    public async Task Every_row_of_every_table_is_restored_but_how_full_the_other_disk_was()
    {
        using var place = new BackedUp();
        await using (var node = await TestNode.StartAsync(data: place.Data))
        {
            var id = await node.UploadAsync(Bytes.Random(1000));
            await node.AddUserAsync("anna");
            (await node.SendJsonAsync(HttpMethod.Put, $"/api/media/{id}/pin", "")).Dispose();
            await node.Client.SendTextAsync("15550300009", "later");
            (await node.Client.DeleteAsync($"/v1/media/{await node.UploadAsync(Bytes.Random(10))}")).Dispose();
        }

        await place.BackUpAsync();
        await place.RestoreAsync();

        var (before, after) = (Rows(place.Data), Rows(place.Restored));
        before.Count.ShouldBeGreaterThan(15);
        foreach (var table in new[] { "media", "users", "tokens", "messages", "forgotten" })
        {
            before[table].ShouldNotBeEmpty(table);
        }

        after.ShouldBe(before, ignoreOrder: true);
        after["media"].ShouldContain("pinned_at=", Case.Sensitive);

        static Dictionary<string, string> Rows(string data)
        {
            using var connection = new MediaNode.Catalog.CatalogFile(Path.Combine(data, "catalogue.db")).OpenForReading();
            return connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'volume_samples'").ToDictionary(
                table => table,
                table => string.Join('\n', connection.Query($"SELECT * FROM \"{table}\"").Select(row => string.Join(';', ((IDictionary<string, object?>)row)
                    .Select(column => $"{column.Key}={(column.Value is byte[] bytes ? Convert.ToHexString(bytes) : column.Value)}")))));
        }
    }

    [Fact]
    public async Task A_backup_is_the_latest_also_when_the_clock_was_set_back()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        await place.BackUpAsync();
        Directory.Move(place.Latest, Path.Combine(place.Backups, "20991231T235959999Z"));
        var id = await node.UploadAsync(Bytes.Random(1000));

        (await place.BackUpAsync())["name"]!.GetValue<string>().ShouldBe("21000101T000000000Z");

        place.Complete.ShouldBe(["21000101T000000000Z"]);
        place.Kept.ShouldBe([$"outgoing/{id}"]);
    }

    [Fact]
    public async Task Sha256sum_alone_can_check_a_backup()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        var id = await node.UploadAsync(Bytes.Random(70_000));
        await place.BackUpAsync();

        (await SumAsync()).ShouldBe(0);
        TruthNode.Flip(Path.Combine(place.Backups, "media/outgoing", id));
        (await SumAsync()).ShouldNotBe(0);

        async Task<int> SumAsync()
        {
            using var sum = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sha256sum", ["--check", "--status", Path.Combine(place.Latest, "files.sha256")])
            {
                WorkingDirectory = place.Backups,
            })!;
            await sum.WaitForExitAsync();
            return sum.ExitCode;
        }
    }

    [Fact]
    public async Task A_media_without_its_file_or_with_a_flipped_bit_is_told_and_the_rest_is_backed_up()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        var (gone, flipped, sound) = (await node.UploadAsync(Bytes.Random(1000, 1)), await node.UploadAsync(Bytes.Random(1000, 2)), await node.UploadAsync(Bytes.Random(1000, 3)));
        File.Delete(Path.Combine(node.Outgoing, gone));
        TruthNode.Flip(Path.Combine(node.Outgoing, flipped));

        var report = await place.RunAsync(ExitCode.Incomplete, "backup", place.Backups, "--data", place.Data);

        report["missing"]!.GetValue<long>().ShouldBe(1);
        report["damaged"]!.GetValue<long>().ShouldBe(1);
        report["first"]!.AsArray().Select(one => one!["file"]!.GetValue<string>()).ShouldBe([$"media/outgoing/{gone}", $"media/outgoing/{flipped}"]);
        place.Kept.ShouldBe([$"outgoing/{sound}"]);
        await place.RestoreAsync();
        await using var restored = await TestNode.StartAsync(data: place.Restored);
        (await restored.Client.ListAsync()).ToDictionary(row => row.Id, row => row.State)
            .ShouldBe(new Dictionary<string, string> { [gone] = "missing", [flipped] = "damaged", [sound] = "stored" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Everything_in_a_backup_is_for_its_owner_alone()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        await node.UploadAsync(Bytes.Random(1000));
        await place.BackUpAsync();

        const UnixFileMode others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var path in Directory.EnumerateFileSystemEntries(place.Backups, "*", SearchOption.AllDirectories).Append(place.Backups))
        {
            (File.GetUnixFileMode(path) & others).ShouldBe(UnixFileMode.None, path);
        }
    }

    [Theory]
    [InlineData(9)]
    [InlineData(9999)]
    public async Task A_catalogue_that_this_version_does_not_know_is_not_backed_up(int schema)
    {
        using var place = new BackedUp();
        await (await TestNode.StartAsync(data: place.Data)).DisposeAsync();
        using (var connection = new MediaNode.Catalog.CatalogFile(Path.Combine(place.Data, "catalogue.db")).OpenForWriting())
        {
            connection.Execute($"PRAGMA user_version = {schema}");
        }

        (await place.RefusedAsync("backup", place.Backups, "--data", place.Data)).ShouldContain($"has schema {schema}");

        place.Complete.ShouldBeEmpty();
        Directory.Exists(Path.Combine(place.Backups, ".making")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_destination_that_is_something_else_is_refused_with_words_and_left_as_it_is()
    {
        using var place = new BackedUp();
        await using var node = await TestNode.StartAsync(data: place.Data);
        Directory.CreateDirectory(place.At("home"));
        await File.WriteAllTextAsync(place.At("home/letter"), "dear");
        await File.WriteAllTextAsync(place.At("file"), "");

        (await RefusedAsync(place.At("home"))).ShouldContain("holds something else (letter)");
        (await RefusedAsync(place.At("file"))).ShouldContain("is a file");
        (await RefusedAsync(place.Data)).ShouldContain("one in the other");
        (await RefusedAsync(Path.Combine(place.Data, "media/backup"))).ShouldContain("one in the other");
        Directory.CreateSymbolicLink(place.At("link"), place.Data);
        (await RefusedAsync(Path.Combine(place.At("link"), "deep/er"))).ShouldContain("one in the other");
        (await place.RefusedAsync("backup", place.Backups, "--data", place.At("home"))).ShouldContain("no data directory");
        Directory.GetFileSystemEntries(place.At("home")).Length.ShouldBe(1);
        Directory.Exists(place.Backups).ShouldBeFalse();

        Task<string> RefusedAsync(string destination) => place.RefusedAsync("backup", destination, "--data", place.Data);
    }
}
