using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

/// <summary>
/// A power cut as ext4 knows it: the file system is stopped at once and everything that had not reached its disk is lost, in caches and in
/// the journal alike. Unlike a kill, this tells a sync that was made from one that was forgotten.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed partial class PowerCutTests : IAsyncLifetime
{
    private const int Cuts = 4;

    private readonly TempDirectory _temp = new();
    private PrivateMounts _mounts = null!;

    private string Image => Path.Combine(_temp.Path, "disk.img");

    private string MountPoint => Path.Combine(_temp.Path, "disk");

    private string Data => Path.Combine(MountPoint, "data");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PrivateMounts.IsRoot && File.Exists("/dev/loop-control"), "Only root with a loop device can mount an ext4 image.");
        Directory.CreateDirectory(MountPoint);
        _mounts = await PrivateMounts.StartAsync($"truncate -s 1G {Image}; mkfs.ext4 -q -F {Image}; mount -o loop {Image} {MountPoint}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounts is not null)
        {
            await _mounts.DisposeAsync();
        }

        _temp.Dispose();
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_power_cut_and_no_orphan_comes_back()
    {
        var rounds = new CrashRounds(Environment.TickCount);
        for (var cut = 1; cut <= Cuts; cut++)
        {
            await using (var node = await NodeProcess.StartAsync(Data, under: _mounts.Enter))
            {
                await rounds.LoadUntilAsync(node, CutPowerAsync);
                await node.KillAsync();
            }

            await RestorePowerAsync();
            rounds.CountInterrupted(_mounts.Reach(Data));
            await using var restarted = await NodeProcess.StartAsync(Data, under: _mounts.Enter);
            await rounds.CheckAsync(restarted, _mounts.Reach(Data), everyByte: true);
            await restarted.KillAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Cuts} cuts, {rounds.Ledger.Uploads} uploads and {rounds.Ledger.Deletions} deletions acknowledged, {rounds.Interrupted} interrupted");
        rounds.Ledger.Deletions.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_very_first_upload_of_a_new_node_survives_a_power_cut()
    {
        string id;
        await using (var node = await NodeProcess.StartAsync(Data, under: _mounts.Enter))
        {
            id = await node.Client.UploadAsync(Bytes.Random(1000));
            await CutPowerAsync();
            await node.KillAsync();
        }

        await RestorePowerAsync();
        await using var restarted = await NodeProcess.StartAsync(Data, under: _mounts.Enter);
        (await restarted.Client.DigestOfAsync(id)).ShouldBe(MediaCalls.DigestOf(Bytes.Random(1000)));
    }

    private Task CutPowerAsync()
    {
        const uint shutdown = 0x8004587D; // EXT4_IOC_SHUTDOWN, fs/ext4/ext4.h
        const uint withoutFlushingTheLog = 2;
        using var directory = new SafeFileHandle(Open(_mounts.Reach(MountPoint), 0x80000), ownsHandle: true);
        directory.IsInvalid.ShouldBeFalse();
        var how = withoutFlushingTheLog;
        ControlDevice(directory, shutdown, ref how).ShouldBe(0, Marshal.GetLastPInvokeErrorMessage());
        return Task.CompletedTask;
    }

    private Task RestorePowerAsync() => _mounts.RunAsync($"umount {MountPoint} && mount -o loop {Image} {MountPoint}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ControlDevice(SafeFileHandle file, nuint request, ref uint argument);
}
