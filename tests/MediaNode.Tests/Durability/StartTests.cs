using System.Globalization;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>When a node must not start: it says why, in words for whoever started it.</summary>
[Collection(HeavyTests.Name)]
public sealed class StartTests : IDisposable
{
    private readonly TempDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task A_second_node_on_the_same_data_directory_is_refused_and_the_first_one_goes_on()
    {
        await using var first = await NodeProcess.StartAsync(_data.Path);

        var (exitCode, said) = await NodeProcess.StartInVainAsync(_data.Path);

        exitCode.ShouldBe(1);
        said.ShouldContain("in use by another MediaNode");
        said.ShouldContain(first.Id.ToString(CultureInfo.InvariantCulture));
        said.ShouldNotContain("   at ");
        await first.Client.UploadAsync(Bytes.Random(1000));
    }

    [Fact]
    public async Task A_data_directory_is_free_again_once_its_node_was_killed()
    {
        await using (var first = await NodeProcess.StartAsync(_data.Path))
        {
            await first.KillAsync();
        }

        await using var second = await NodeProcess.StartAsync(_data.Path);
        await second.Client.UploadAsync(Bytes.Random(1000));
    }

    [Fact]
    public async Task A_catalogue_of_a_newer_schema_is_refused_and_left_as_it_is()
    {
        await using (await TestNode.StartAsync(data: _data.Path))
        {
        }

        Execute("PRAGMA user_version = 9999");

        var (exitCode, said) = await NodeProcess.StartInVainAsync(_data.Path);

        exitCode.ShouldBe(1);
        said.ShouldContain("newer MediaNode (schema 9999");
        said.ShouldNotContain("   at ");
        Execute("PRAGMA user_version").ShouldBe(9999);
    }

    [Fact]
    public async Task A_catalogue_that_is_no_catalogue_is_refused_and_left_as_it_is()
    {
        var path = Path.Combine(_data.Path, "catalogue.db");
        var garbage = Bytes.Random(20_000);
        File.WriteAllBytes(path, garbage);

        var (exitCode, said) = await NodeProcess.StartInVainAsync(_data.Path);

        exitCode.ShouldBe(1);
        said.ShouldContain($"catalogue in {_data.Path}");
        said.ShouldNotContain("   at ");
        MediaCalls.DigestOf(await File.ReadAllBytesAsync(path)).ShouldBe(MediaCalls.DigestOf(garbage));
    }

    [Fact]
    public async Task A_data_directory_on_a_read_only_disk_is_refused()
    {
        await using var mounts = await PrivateMounts.StartAsync($"mount -t tmpfs -o size=1m,ro small {_data.Path}");

        var (exitCode, said) = await NodeProcess.StartInVainAsync(_data.Path, under: mounts.Enter);

        exitCode.ShouldBe(1);
        said.ShouldContain("The node could not start");
        said.ShouldContain(_data.Path);
        said.ShouldContain("Read-only");
        said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_data_directory_without_the_right_to_write_is_refused()
    {
        var mine = Path.Combine(_data.Path, "data");
        Directory.CreateDirectory(mine, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        // Root may write anywhere: its power to do so is left behind.
        var (exitCode, said) = await NodeProcess.StartInVainAsync(
            mine, under: PrivateMounts.IsRoot ? ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override", "--"] : null);

        exitCode.ShouldBe(1);
        said.ShouldContain("The node could not start");
        said.ShouldContain(mine);
        said.ShouldContain("denied");
        said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_data_directory_that_is_a_file_is_refused()
    {
        var file = Path.Combine(_data.Path, "data");
        await File.WriteAllTextAsync(file, "a file");

        var (exitCode, said) = await NodeProcess.StartInVainAsync(file);

        exitCode.ShouldBe(1);
        said.ShouldContain(file);
        said.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_node_that_is_told_to_stop_says_so_and_ends_in_order()
    {
        await using var node = await NodeProcess.StartAsync(_data.Path);
        var id = await node.Client.UploadAsync(Bytes.Random(1000));

        var (exitCode, said) = await node.StopAsync();

        exitCode.ShouldBe(0);
        said.ShouldContain("Stopping: nothing new is accepted");
        said.TrimEnd().ShouldEndWith("Stopped.");
        await using var again = await NodeProcess.StartAsync(_data.Path);
        (await again.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
    }

    private long Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data.Path, "catalogue.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
