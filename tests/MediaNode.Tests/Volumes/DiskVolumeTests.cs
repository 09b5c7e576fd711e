using System.Diagnostics;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Volumes;

/// <summary>The contract on a directory, and what only a directory can do wrong.</summary>
public sealed class DiskVolumeTests : VolumeContract, IDisposable
{
    private readonly TempDirectory _root = new();
    private readonly DiskVolume _volume;

    public DiskVolumeTests() => _volume = new DiskVolume(_root.Path, new VolumeOptions(), (_, _) => { }, TimeProvider.System);

    private protected override IVolume Volume => _volume;

    public void Dispose()
    {
        _volume.Dispose();
        _root.Dispose();
    }

    [Fact]
    public async Task A_published_file_is_named_by_its_id_and_is_the_bytes_and_nothing_else()
    {
        var key = await PublishAsync(Bytes.Random(5000));

        (await File.ReadAllBytesAsync(PathOf(key))).ShouldBe(Bytes.Random(5000));
        Path.GetFileName(PathOf(key)).ShouldBe(key.Id.ToString("D"));
        File.GetUnixFileMode(PathOf(key)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_file_is_not_followed()
    {
        var key = await PublishAsync([1]);
        File.Delete(PathOf(key));
        File.CreateSymbolicLink(PathOf(key), "/etc/hostname");

        _volume.Open(key).ShouldBeNull();
    }

    [Fact]
    public async Task A_directory_in_the_place_of_a_file_counts_as_none()
    {
        var key = await PublishAsync([1]);
        File.Delete(PathOf(key));
        Directory.CreateDirectory(PathOf(key));

        _volume.Open(key).ShouldBeNull();
    }

    [Fact]
    public async Task A_pipe_in_the_place_of_a_file_stops_nobody()
    {
        var key = await PublishAsync([1]);
        File.Delete(PathOf(key));
        using var mkfifo = Process.Start("mkfifo", [PathOf(key)]);
        await mkfifo.WaitForExitAsync();

        await Task.Run(() => _volume.Open(key).ShouldBeNull()).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_link_that_waits_where_a_blob_would_be_written_is_not_written_through()
    {
        var key = NewKey();
        var target = Path.Combine(_root.Path, "target");
        File.CreateSymbolicLink(Path.Combine(_root.Path, ".partial", key.Name), target);

        Should.Throw<IOException>(() => _volume.Create(key));

        File.Exists(target).ShouldBeFalse();
    }

    [Fact]
    public async Task The_stamp_tells_a_file_that_was_written_to_since()
    {
        var key = await PublishAsync([1, 2, 3]);
        BlobStamp before;
        using (var blob = _volume.Open(key)!)
        {
            before = blob.Stamp;
        }

        await File.WriteAllBytesAsync(PathOf(key), [3, 2, 1]);

        using var changed = _volume.Open(key)!;
        changed.Stamp.ShouldNotBe(before);
    }

    [Fact]
    public async Task It_goes_on_when_its_directory_is_moved()
    {
        var key = await PublishAsync([1, 2, 3]);
        var moved = _root.Path + "-moved";
        Directory.Move(_root.Path, moved);
        try
        {
            Read(key).ShouldBe([1, 2, 3]);
            Read(await PublishAsync([4])).ShouldBe([4]);
        }
        finally
        {
            Directory.Move(moved, _root.Path);
        }
    }

    private string PathOf(BlobKey key) => Path.Combine(_root.Path, "outgoing", key.Name);
}
