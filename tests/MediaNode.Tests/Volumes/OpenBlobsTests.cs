using MediaNode.Volumes;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Volumes;

/// <summary>Files kept open between downloads: fewer system calls, and nobody can tell by what is served.</summary>
public sealed class OpenBlobsTests : IDisposable
{
    private readonly TempDirectory _root = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly DiskVolume _volume;

    public OpenBlobsTests() => _volume = new DiskVolume(_root.Path, new VolumeOptions(), (_, _) => { }, _clock);

    public void Dispose()
    {
        _volume.Dispose();
        _root.Dispose();
    }

    [Fact]
    public void A_file_read_twice_is_opened_once()
    {
        var key = Publish([1, 2, 3]);

        Read(key).ShouldBe([1, 2, 3]);
        Read(key).ShouldBe([1, 2, 3]);

        Descriptors(key).ShouldBe(1);
    }

    [Fact]
    public void An_idle_file_is_closed_and_one_being_read_is_not()
    {
        var (idle, read) = (Publish([1]), Publish([2]));
        Read(idle);
        using var blob = _volume.Open(read).ShouldNotBeNull();

        _clock.Advance(OpenBlobs.Idle * 2);
        _clock.Advance(OpenBlobs.Idle * 2);

        Descriptors(idle).ShouldBe(0);
        Bytes(blob).ShouldBe([2]);
    }

    [Fact]
    public void A_file_that_was_deleted_is_gone_and_its_room_is_free_as_soon_as_the_last_reader_is_done()
    {
        var key = Publish([1, 2, 3]);
        var blob = _volume.Open(key).ShouldNotBeNull();

        _volume.Delete(key);

        _volume.Open(key).ShouldBeNull();
        Bytes(blob).ShouldBe([1, 2, 3]);
        blob.Dispose();
        Descriptors(key).ShouldBe(0);
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("moved")]
    public void A_file_taken_away_by_hand_is_missed_at_once(string how)
    {
        var key = Publish([1]);
        Read(key);

        if (how == "removed")
        {
            File.Delete(PathOf(key));
        }
        else
        {
            File.Move(PathOf(key), Path.Combine(_root.Path, "aside"));
        }

        _volume.Open(key).ShouldBeNull();
        Descriptors(key).ShouldBe(0);
    }

    [Fact]
    public void A_file_put_in_another_s_place_is_the_one_that_is_read()
    {
        var key = Publish([1, 1, 1]);
        Read(key);
        var other = Path.Combine(_root.Path, "other");
        File.WriteAllBytes(other, [2, 2, 2]);

        File.Move(other, PathOf(key), overwrite: true);

        Read(key).ShouldBe([2, 2, 2]);
    }

    [Fact]
    public void A_file_written_to_by_hand_has_another_stamp()
    {
        var key = Publish([1, 1, 1]);
        BlobStamp before;
        using (var blob = _volume.Open(key).ShouldNotBeNull())
        {
            before = blob.Stamp;
        }

        File.WriteAllBytes(PathOf(key), [2, 2, 2, 2]);

        using var after = _volume.Open(key).ShouldNotBeNull();
        after.Stamp.ShouldNotBe(before);
        Bytes(after).ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public void However_many_files_are_read_few_stay_open()
    {
        var keys = Enumerable.Range(0, 400).Select(n => Publish([(byte)n])).ToList();

        foreach (var key in keys)
        {
            Read(key).Length.ShouldBe(1);
        }

        Descriptors(Path.Combine(_root.Path, "outgoing") + "/").ShouldBe(256);
    }

    [Fact]
    public async Task Many_readers_and_a_delete_at_once_see_the_whole_file_or_none()
    {
        for (var round = 0; round < 50; round++)
        {
            var key = Publish([1, 2, 3]);
            var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (var n = 0; n < 50; n++)
                {
                    using var blob = _volume.Open(key);
                    if (blob is not null)
                    {
                        Bytes(blob).ShouldBe([1, 2, 3]);
                    }
                }
            })).ToList();

            _volume.Delete(key);
            await Task.WhenAll(readers);

            _volume.Open(key).ShouldBeNull();
        }
    }

    private BlobKey Publish(byte[] bytes)
    {
        var key = new BlobKey(BlobFolder.Outgoing, Guid.NewGuid());
        using var blob = _volume.Create(key);
        blob.Write([bytes], bytes.Length);
        _volume.Publish(key);
        blob.Keep();
        return key;
    }

    private byte[] Read(BlobKey key)
    {
        using var blob = _volume.Open(key).ShouldNotBeNull();
        return Bytes(blob);
    }

    private static byte[] Bytes(Blob blob)
    {
        var bytes = new byte[blob.Length];
        blob.Read(bytes, 0).ShouldBe(bytes.Length);
        return bytes;
    }

    private string PathOf(BlobKey key) => Path.Combine(_root.Path, key.Path);

    /// <summary>How many descriptors this process holds on the file, whatever has become of its name.</summary>
    private static int Descriptors(BlobKey key) => Descriptors(key.Name);

    private static int Descriptors(string part) =>
        Directory.EnumerateFiles("/proc/self/fd").Count(path => TargetOf(path).Contains(part, StringComparison.Ordinal));

    private static string TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget ?? "";
        }
        catch (IOException)
        {
            return ""; // Closed meanwhile by another test.
        }
    }
}
