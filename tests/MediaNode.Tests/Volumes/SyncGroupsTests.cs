using System.Collections.Concurrent;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Volumes;

public sealed class SyncGroupsTests : IDisposable
{
    private readonly TempDirectory _root = new();
    private readonly ConcurrentQueue<int> _carried = new();
    private readonly SafeFileHandle _directory;
    private readonly SyncGroups _syncs;

    public SyncGroupsTests()
    {
        _directory = Posix.OpenDirectory(_root.Path);
        _syncs = new SyncGroups(_directory, (files, _) => _carried.Enqueue(files), TimeProvider.System);
    }

    public void Dispose()
    {
        _syncs.Dispose();
        _directory.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task Small_files_that_wait_together_share_a_sync()
    {
        using var files = new Files(_directory, 200);

        await Task.WhenAll(files.Select(file => SyncAsync(file, 1000)));

        _carried.Sum().ShouldBe(200);
        _carried.Max().ShouldBeGreaterThan(SharedFrom);
        _carried.Count.ShouldBeLessThan(100);
    }

    [Fact]
    public async Task A_large_file_is_synced_by_itself()
    {
        using var files = new Files(_directory, 8);

        await Task.WhenAll(files.Select(file => SyncAsync(file, SyncGroups.SmallBelow)));

        _carried.ShouldBe(Enumerable.Repeat(1, 8));
    }

    [Fact]
    public async Task What_waits_when_it_is_disposed_is_still_synced()
    {
        using var files = new Files(_directory, 50);
        var syncs = new SyncGroups(_directory, (_, _) => { }, TimeProvider.System);

        var waiting = Task.WhenAll(files.Select(file => syncs.SyncAsync(file, 1000)));
        syncs.Dispose();

        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        await Should.ThrowAsync<ObjectDisposedException>(() => syncs.SyncAsync(files.First(), 1000));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SyncGroups.SmallBelow)]
    public async Task A_sync_that_fails_is_told_and_the_next_one_succeeds(long length)
    {
        // A pipe cannot be synced (EINVAL): to us as good as a disk that failed.
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream();
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);
        using var files = new Files(_directory, 1);

        await Should.ThrowAsync<IOException>(() => SyncAsync(handle, length));
        await SyncAsync(files.First(), length);
    }

    /// <summary>What is surely a group, and not two that met.</summary>
    private const int SharedFrom = 2;

    /// <remarks>A sync completes on the thread that made it; a test that went on there would wait for itself when it disposes.</remarks>
    private async Task SyncAsync(SafeFileHandle file, long length)
    {
        try
        {
            await _syncs.SyncAsync(file, length);
        }
        finally
        {
            await Task.Yield();
        }
    }

    private sealed class Files(SafeFileHandle directory, int count) : List<SafeFileHandle>(
        Enumerable.Range(0, count).Select(_ => Posix.CreateNew(directory, Guid.NewGuid().ToString()))), IDisposable
    {
        public void Dispose() => ForEach(file => file.Dispose());
    }
}
