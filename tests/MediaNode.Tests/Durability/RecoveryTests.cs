using System.Net;
using MediaNode.Catalog;
using MediaNode.Retention;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>What a node finds at its start, put there by hand, and what it makes of it.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly TempDirectory _data = new();

    private string Outgoing => Path.Combine(_data.Path, "media/outgoing");

    private string Partial => Path.Combine(_data.Path, "media/.partial");

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task An_unpublished_file_with_a_row_is_published()
    {
        var id = await UploadAndStopAsync();
        File.Move(Path.Combine(Outgoing, id), Path.Combine(Partial, id));

        await using var node = await TestNode.StartAsync(data: _data.Path);

        (await node.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
        Directory.GetFiles(Partial).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_unpublished_file_without_a_row_is_removed()
    {
        await UploadAndStopAsync();
        var orphan = Guid.CreateVersion7().ToString();
        File.WriteAllBytes(Path.Combine(Partial, orphan), Bytes.Random(1000));

        await using var node = await TestNode.StartAsync(data: _data.Path);

        Directory.GetFiles(Partial).ShouldBeEmpty();
        File.Exists(Path.Combine(Outgoing, orphan)).ShouldBeFalse();
        (await node.Client.ListAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_deletion_that_had_begun_is_finished(bool fileIsThere)
    {
        var id = await UploadAndStopAsync();
        Execute("UPDATE media SET state = 3");
        if (!fileIsThere)
        {
            File.Delete(Path.Combine(Outgoing, id));
        }

        await using var node = await TestNode.StartAsync(data: _data.Path);

        node.Files.ShouldBeEmpty();
        (await node.Client.DigestOfAsync(id)).ShouldBeNull();
        node.Host.App.Services.GetRequiredService<MediaCatalog>().Deleting().ShouldBeEmpty();
        Query("SELECT count(*) FROM media").ShouldBe(0);
    }

    [Fact]
    public async Task A_deletion_of_an_unpublished_file_is_finished()
    {
        var id = await UploadAndStopAsync();
        Execute("UPDATE media SET state = 3");
        File.Move(Path.Combine(Outgoing, id), Path.Combine(Partial, id));

        await using var node = await TestNode.StartAsync(data: _data.Path);

        node.Files.ShouldBeEmpty();
        Query("SELECT count(*) FROM media").ShouldBe(0);
    }

    [Fact]
    public async Task What_is_not_the_nodes_own_is_left_alone()
    {
        await UploadAndStopAsync();
        var foreign = new[] { "README", ".nfs0000001", Guid.NewGuid().ToString("N"), Guid.NewGuid() + ".jpg" };
        foreach (var name in foreign)
        {
            File.WriteAllText(Path.Combine(Partial, name), "ours");
        }

        Directory.CreateDirectory(Path.Combine(Partial, Guid.NewGuid().ToString()));
        await using var node = await TestNode.StartAsync(data: _data.Path);

        Directory.GetFiles(Partial).Select(file => Path.GetFileName(file)).ShouldBe(foreign, ignoreOrder: true);
        Directory.GetDirectories(Partial).Length.ShouldBe(1);
    }

    [Fact]
    public async Task Recovering_twice_changes_nothing()
    {
        var id = await UploadAndStopAsync();
        File.Move(Path.Combine(Outgoing, id), Path.Combine(Partial, id));
        File.WriteAllBytes(Path.Combine(Partial, Guid.CreateVersion7().ToString()), Bytes.Random(10));
        await using var node = await TestNode.StartAsync(data: _data.Path);
        var before = (await node.Client.ListAsync()).ToList();

        await node.Host.App.Services.GetRequiredService<Recovery>().RunAsync();

        (await node.Client.ListAsync()).ShouldBe(before);
        node.Files.Single().ShouldEndWith(id);
    }

    /// <summary>A crash within recovery itself: the file stands in both places, as after a rename that was only half remembered.</summary>
    [Fact]
    public async Task A_file_that_is_both_published_and_not_ends_up_published()
    {
        var id = await UploadAndStopAsync();
        File.Copy(Path.Combine(Outgoing, id), Path.Combine(Partial, id));

        await using var node = await TestNode.StartAsync(data: _data.Path);

        node.Files.Single().ShouldBe(Path.Combine(node.Outgoing, id));
        (await node.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
    }

    /// <summary>The row cannot be taken back either: the bytes must not go, or a row would offer what is not there.</summary>
    [Fact]
    public async Task An_upload_whose_publication_and_withdrawal_both_fail_keeps_its_bytes_for_the_next_start()
    {
        var steps = new FaultySteps();
        await using (var node = await TestNode.StartAsync(data: _data.Path, configure: WrappedVolume.Install(inner => new FaultyVolume(inner, steps))))
        {
            Execute("CREATE TRIGGER stuck BEFORE UPDATE ON media BEGIN SELECT RAISE(ABORT, 'stuck'); END");
            steps.ArmAt("publish", Fault.Broken);
            using var response = await node.PostMediaAsync(Bytes.Random(1000));
            response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }

        Execute("DROP TRIGGER stuck");
        await using var restarted = await TestNode.StartAsync(data: _data.Path);

        var kept = (await restarted.Client.ListAsync()).Single();
        (await restarted.Client.DigestOfAsync(kept.Id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
    }

    private async Task<string> UploadAndStopAsync()
    {
        await using var node = await TestNode.StartAsync(data: _data.Path);
        return await node.UploadAsync(Bytes.Random(1000));
    }

    private void Execute(string sql) => Query(sql);

    private long Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(_data.Path, "catalogue.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
