using System.Globalization;
using MediaNode.Problems;
using MediaNode.Volumes;

namespace MediaNode.Sandboxing;

/// <summary>Hands out scratch directories, as far as the disk has room for what will be written into them.</summary>
internal sealed class ScratchRoom(string root, IVolume volume)
{
    private long _promised;
    private long _last;

    /// <summary>Bytes promised to work under way.</summary>
    public long Promised => Interlocked.Read(ref _promised);

    /// <summary>Removes what a crash left. Before any work begins: nobody else's can be there, for the data directory is this node's alone.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (var left in Directory.GetFileSystemEntries(root))
        {
            if (Directory.Exists(left))
            {
                Scratch.Remove(left);
            }
            else
            {
                File.Delete(left);
            }
        }
    }

    /// <summary>A fresh directory.</summary>
    /// <param name="bytes">What will be written into it at most.</param>
    /// <param name="refusal">Why not.</param>
    public Scratch? TryTake(long bytes, out Refusal? refusal)
    {
        var promised = Interlocked.Add(ref _promised, bytes);
        try
        {
            refusal = WhyNot(bytes, promised);
        }
        catch
        {
            // Nobody can tell how much room there is.
            Interlocked.Add(ref _promised, -bytes);
            throw;
        }

        if (refusal is not null)
        {
            Interlocked.Add(ref _promised, -bytes);
            return null;
        }

        try
        {
            return Take(() => Interlocked.Add(ref _promised, -bytes));
        }
        catch
        {
            Interlocked.Add(ref _promised, -bytes);
            throw;
        }
    }

    private Refusal? WhyNot(long bytes, long promised)
    {
        if (promised <= volume.Space.RoomFor(VolumeUse.Send) || (volume.SpaceNow is var space && promised <= space.RoomFor(VolumeUse.Send)))
        {
            return null;
        }

        var (usable, others) = (space.RoomFor(VolumeUse.Send), promised - bytes);
        return Problem.VolumeFull.Because(usable == 0 && space.Usable > 0 ? space.WhyNoneFor(VolumeUse.Send)
            : $"Processing may need {bytes} bytes for a while; the volume has room for {usable}"
            + (others > 0 ? $", of which {others} are promised to work under way." : "."));
    }

    /// <summary>A fresh directory for what writes nothing.</summary>
    public Scratch Take() => Take(static () => { });

    private Scratch Take(Action release) =>
        new(Path.Combine(root, Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture)), release);
}
