using MediaNode.Tests.Durability;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Volumes;

/// <summary>A disk whose blocks cannot be written any more, from a point on: an image that lies on a small file system, with more promised than there is.</summary>
[Collection(HeavyTests.Name)]
public sealed class FailingFlushTests
{
    [Fact]
    public async Task A_file_whose_bytes_another_flush_failed_to_write_is_never_told_to_be_durable()
    {
        Assert.SkipUnless(PrivateMounts.HasLoop, PrivateMounts.NeedsLoop);
        using var temp = new TempDirectory();
        var disk = Directory.CreateDirectory(Path.Combine(temp.Path, "disk")).FullName;
        await using var mounts = await PrivateMounts.StartAsync(PrivateMounts.Thin(megaBytes: 12)
            .Replace("IMAGE", Path.Combine(temp.Path, "image"), StringComparison.Ordinal).Replace("DIR", disk, StringComparison.Ordinal));
        using var directory = Posix.OpenDirectory(mounts.Reach(disk));
        using var syncs = new SyncGroups(directory, (_, _) => { }, TimeProvider.System);
        // More than there is below; not waited for yet.
        using var large = Make(directory, 20 << 20);
        var others = Enumerable.Range(0, 10).Select(_ => Make(directory, 100)).ToList();

        // Whoever waits first hears of what was lost, his own or not.
        (await Task.WhenAll(others.Select(file => FailedAsync(syncs, file)))).ShouldContain(true, "the disk did not fail: nothing was proved");
        // Now that the file system has told it. The first of them are synced by themselves, the others together.
        var last = await Task.WhenAll(others.Append(large).Select(file => FailedAsync(syncs, file)));

        last[^1].ShouldBeTrue("its bytes are not on the disk");
        others.ForEach(file => file.Dispose());
    }

    private static SafeFileHandle Make(SafeFileHandle directory, int bytes)
    {
        var file = Posix.CreateNew(directory, Guid.NewGuid().ToString());
        RandomAccess.Write(file, Bytes.Random(bytes), 0);
        return file;
    }

    /// <remarks>A sync completes on the thread that made it, where nobody may stay.</remarks>
    private static async Task<bool> FailedAsync(SyncGroups syncs, SafeFileHandle file)
    {
        try
        {
            await syncs.SyncAsync(file, 100);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
        finally
        {
            await Task.Yield();
        }
    }
}
