using System.Diagnostics;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>The order in which an upload reaches the disk, as the kernel is asked for it.</summary>
[Collection(HeavyTests.Name)]
public sealed class SyncOrderTests : IAsyncLifetime
{
    private const int Small = 5_000;
    private const int Large = 5 << 20;

    // Beside the build and not in the system's directory for such things, which is often in memory, where nothing is synced.
    private readonly string _root = Path.Combine(AppContext.BaseDirectory, $"medianode-test-{Guid.NewGuid():N}");
    private NodeProcess _node = null!;

    private string TracePath => Path.Combine(_root, "trace");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(_root);
        Assert.SkipWhen(new DriveInfo(_root).DriveFormat is "tmpfs" or "ramfs", "The build lies in memory, where nothing is synced.");
        // -D makes strace the child, so that the process we start and kill is the node. A page of the catalogue's log fits into -s.
        string[] strace =
        [
            "strace", "-D", "-f", "-yy", "-s", "4200", "-o", TracePath,
            "-e", "trace=openat,write,writev,pwrite64,pwritev,pwritev2,fsync,fdatasync,syncfs,unlinkat,rename,renameat,renameat2,sendto,sendmsg", "--",
        ];
        _node = await NodeProcess.StartAsync(Path.Combine(_root, "data"), under: strace);
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
        {
            await _node.DisposeAsync();
        }

        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_small_upload_is_synced_recorded_published_and_only_then_acknowledged()
    {
        var id = await _node.Client.UploadAsync(Bytes.Random(Small));

        var calls = await TraceAsync(id);

        ShouldBeInOrder(calls, id);
        calls.ShouldContain(call => call.Name == "fsync" && call.IsOn($"/.partial/{id}"));
    }

    [Fact]
    public async Task A_large_upload_is_synced_recorded_published_and_only_then_acknowledged()
    {
        var id = await _node.Client.UploadAsync(Bytes.Random(Large), chunked: true);

        ShouldBeInOrder(await TraceAsync(id), id);
    }

    [Fact]
    public async Task Uploads_that_share_one_sync_are_each_in_order()
    {
        var ids = new List<string>();
        for (var wave = 0; wave < 4; wave++)
        {
            ids.AddRange(await Task.WhenAll(Enumerable.Range(0, 16).Select(seed => _node.Client.UploadAsync(Bytes.Random(Small, seed), chunked: seed % 2 == 0))));
        }

        var calls = await TraceAsync([.. ids]);

        calls.ShouldContain(call => call.Name == "syncfs", "no two uploads met in a group: nothing was proved");
        ids.ShouldAllBe(id => IsInOrder(calls, id));
    }

    [Fact]
    public async Task The_directories_that_a_node_makes_for_itself_are_synced_before_it_acknowledges_anything()
    {
        var calls = await TraceAsync(await _node.Client.UploadAsync(Bytes.Random(Small)));

        var acknowledged = calls.Single(call => IsAnswer(call, "201 Created"));
        foreach (var parent in new[] { _root, $"{_root}/data", $"{_root}/data/media" })
        {
            calls.ShouldContain(call => call.Name == "fsync" && call.IsOn(parent) && call.End < acknowledged.Start, parent);
        }
    }

    [Fact]
    public async Task A_deletion_is_recorded_and_its_entry_synced_before_the_row_is_forgotten_and_the_answer_sent()
    {
        var id = await _node.Client.UploadAsync(Bytes.Random(Small));
        await _node.Client.RemoveAsync(id);
        await _node.KillAsync();

        var calls = SystemCall.Read(TracePath);
        var unlinked = calls.Single(call => call.Name == "unlinkat" && call.Text.Contains(id, StringComparison.Ordinal) && call.Succeeded);
        var marked = calls.Last(call => IsSyncOf(call, "/catalogue.db-wal") && call.End < unlinked.Start);
        // By itself: a syncfs would wait for whatever the whole disk has to write, and uploads behind it.
        var entry = calls.First(call => call is { Name: "fsync", Succeeded: true } && call.IsOn("/outgoing") && call.Start > unlinked.End);
        var written = calls.First(call => IsWriteOn(call, "/catalogue.db-wal") && call.Start > unlinked.End);
        var forgotten = calls.First(call => IsSyncOf(call, "/catalogue.db-wal") && call.Start > written.End);
        var answer = calls.Last(call => IsAnswer(call, "200 OK"));

        calls.ShouldContain(call => IsWriteOn(call, "/catalogue.db-wal") && call.End < marked.Start && call.Text.Contains(id, StringComparison.Ordinal));
        entry.End.ShouldBeLessThan(written.Start, "a row forgotten before its file is surely gone leaves an orphan after a power cut");
        forgotten.End.ShouldBeLessThan(answer.Start);
    }

    private async Task<IReadOnlyList<SystemCall>> TraceAsync(params string[] ids)
    {
        // strace writes the line of the answer when the call returns, a moment after the client has it.
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromSeconds(20))
        {
            var calls = SystemCall.Read(TracePath);
            if (ids.All(id => calls.Any(call => IsAcknowledgement(call, id))))
            {
                return calls;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("strace never showed the answers");
    }

    private static bool IsInOrder(IReadOnlyList<SystemCall> calls, string id)
    {
        ShouldBeInOrder(calls, id);
        return true;
    }

    private static void ShouldBeInOrder(IReadOnlyList<SystemCall> calls, string id)
    {
        var created = calls.Single(call => call.Name == "openat" && call.IsOn("/.partial") && call.Text.Contains($"\"{id}\"", StringComparison.Ordinal));
        var written = calls.Where(call => IsWriteOn(call, $"/.partial/{id}")).Max(call => call.End);
        var bytesSynced = calls.First(call => IsSyncOf(call, $"/.partial/{id}") && call.Start > written).End;
        var entrySynced = calls.First(call => IsSyncOf(call, "/.partial") && call.Start > created.End).End;
        var recorded = calls.First(call => IsWriteOn(call, "/catalogue.db-wal") && call.Text.Contains(id, StringComparison.Ordinal));
        var recordSynced = calls.First(call => IsSyncOf(call, "/catalogue.db-wal") && call.Start > recorded.End);
        var published = calls.Single(call => call.Name.StartsWith("rename", StringComparison.Ordinal) && call.Text.Contains(id, StringComparison.Ordinal));
        var acknowledged = calls.Single(call => IsAcknowledgement(call, id));

        Math.Max(bytesSynced, entrySynced).ShouldBeLessThan(recorded.Start, $"{id} was recorded before it was durable");
        recordSynced.End.ShouldBeLessThan(published.Start, $"{id} was published before its row was durable");
        published.Succeeded.ShouldBeTrue(id);
        published.End.ShouldBeLessThan(acknowledged.Start, $"{id} was acknowledged before it was published");
    }

    private static bool IsWriteOn(SystemCall call, string path) =>
        call.Name is "write" or "writev" or "pwrite64" or "pwritev" or "pwritev2" && call.IsOn(path) && call.Succeeded;

    /// <summary>A sync of this very file or directory, or of the whole file system.</summary>
    private static bool IsSyncOf(SystemCall call, string path) =>
        call.Succeeded && (call.Name == "syncfs" || (call.Name is "fsync" or "fdatasync" && call.IsOn(path)));

    private static bool IsAcknowledgement(SystemCall call, string id) => IsAnswer(call, "201 Created") && call.Text.Contains(id, StringComparison.Ordinal);

    private static bool IsAnswer(SystemCall call, string status) =>
        call.Name is "sendto" or "sendmsg" or "write" or "writev" && call.Text.Contains($"HTTP/1.1 {status}", StringComparison.Ordinal);
}
