using MediaNode.Sandboxing;
using MediaNode.Volumes;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Sandboxing;

public sealed class ScratchTests : IDisposable
{
    private readonly Box _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public void A_directory_goes_with_its_work_and_gives_its_room_back()
    {
        var scratch = _box.Room.TryTake(1000, out var refusal).ShouldNotBeNull();
        refusal.ShouldBeNull();
        _box.Room.Promised.ShouldBe(1000);
        File.WriteAllText(Path.Combine(scratch.Output, "x"), "x");

        scratch.Dispose();
        scratch.Dispose();

        Directory.Exists(scratch.Path).ShouldBeFalse();
        _box.Room.Promised.ShouldBe(0);
    }

    [Fact]
    public void Work_that_the_disk_has_no_room_for_is_refused_before_it_starts()
    {
        _box.Room.TryTake(1L << 60, out var refusal).ShouldBeNull();

        refusal!.Problem.Slug.ShouldBe("volume-full");
        _box.Room.Promised.ShouldBe(0);
    }

    [Fact]
    public void Room_that_was_made_a_moment_ago_counts()
    {
        using var volume = new JustEmptied(_box.Volume);
        var room = new ScratchRoom(Path.Combine(_box.Folder, "small"), volume);

        using var first = room.TryTake(600, out var refusal);
        refusal.ShouldBeNull();

        room.TryTake(600, out refusal).ShouldBeNull();
        refusal!.Details.ShouldContain("room for 1000, of which 600 are promised");
    }

    /// <summary>The last reading found it full, and much was deleted since.</summary>
    private sealed class JustEmptied(IVolume inner) : WrappedVolume(inner), IVolume
    {
        public override VolumeSpace Space => base.Space with { Usable = 0 };

        VolumeSpace IVolume.SpaceNow => base.Space with { Usable = 1000 };
    }

    [Fact]
    public async Task A_folder_that_a_tool_shut_goes_all_the_same()
    {
        (await _box.PerlAsync("mkdir 'out/a'; open F, '>out/a/b'; mkdir 'out/a/c'; chmod 0, 'out/a/c'; chmod 0, 'out/a'")).ShouldBeOfType<RunResult.Done>();

        Scratch.Remove(_box.Scratch.Path).ShouldBeTrue();
        Directory.Exists(_box.Scratch.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_is_removed_and_not_what_it_leads_to()
    {
        var kept = _box.Write("kept", "kept");
        (await _box.PerlAsync("symlink($ARGV[0], 'out/file'); symlink('/', 'out/root')", null, kept)).ShouldBeOfType<RunResult.Done>();

        _box.Scratch.Measure().ShouldBe(0);
        Scratch.Remove(_box.Scratch.Path).ShouldBeTrue();

        File.ReadAllText(kept).ShouldBe("kept");
    }

    [Fact]
    public async Task What_a_crash_left_is_swept_at_start()
    {
        using var data = new TempDirectory();
        var left = Path.Combine(data.Path, "scratch", "17", "out");
        Directory.CreateDirectory(left);
        File.WriteAllText(Path.Combine(left, "half.mp4"), "half");

        await using var node = await TestNode.StartAsync(data: data.Path);

        Directory.GetFileSystemEntries(Path.Combine(data.Path, "scratch")).ShouldBeEmpty();
    }
}
