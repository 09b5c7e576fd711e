using System.Collections.Concurrent;
using MediaNode.Problems;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Uploads;

/// <summary>Lets uploads in by their bytes, not by their number: what they may hold in memory and what they will write.</summary>
internal sealed class UploadBudget(IVolume volume, IOptions<UploadOptions> options, TimeProvider clock)
{
    // How much an upload of unknown length promises to write at a time.
    private const long Step = 1 << 20;

    // Whoever sends more slowly than this, in bytes a second, keeps no room from others that he has yet to fill: he asks for it on his way instead.
    private const long LeastPace = 64 << 10;

    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(10);

    // Those that promised more than a step. Their number is bounded by the memory budget.
    private readonly ConcurrentDictionary<Lease, long> _long = new();
    private readonly UploadOptions _options = options.Value;
    private long _memory;
    private long _disk;
    private long _unwritten;

    /// <summary>Bytes that the buffers of uploads under way may hold.</summary>
    public long MemoryInUse => Interlocked.Read(ref _memory);

    /// <summary>Admits an upload, or says why not. Nothing of its body has been read yet.</summary>
    /// <param name="length">The declared length, or <see langword="null"/> when the body is chunked.</param>
    /// <param name="refusal">Why not.</param>
    /// <param name="use">What for: what is fetched shares the budget, and a filling volume refuses it later.</param>
    public Lease? TryAdmit(long? length, out Refusal? refusal, VolumeUse use = VolumeUse.Upload)
    {
        var most = length ?? _options.MaxBytes.Bytes;
        // Of a chunked body Kestrel holds the same twice over: as it came, and with the chunks taken out.
        var buffers = length is null ? 2 * UploadOptions.ReadAhead : UploadOptions.ReadAhead;
        var lease = new Lease(this, Math.Min(most, buffers) + UploadOptions.Block, most, use);
        if (Interlocked.Add(ref _memory, lease.Memory) > _options.MemoryBudget.Bytes)
        {
            Interlocked.Add(ref _memory, -lease.Memory);
            refusal = Problem.Overloaded.Because($"The memory budget for uploads under way ({_options.MemoryBudget}) is used up. Try again in a second.");
            return null;
        }

        if (Interlocked.Add(ref _disk, lease.Disk) > _options.DiskBudget.Bytes)
        {
            Interlocked.Add(ref _disk, -lease.Disk);
            Interlocked.Add(ref _memory, -lease.Memory);
            refusal = Problem.Overloaded.Because($"The disk budget for uploads under way ({_options.DiskBudget}) is used up. Try again in a second.");
            return null;
        }

        try
        {
            refusal = lease.TryPromise(length ?? 1) ? null : NoRoom(length, use);
        }
        catch (IOException failure)
        {
            // Nobody can tell how much room there is.
            refusal = failure.ToRefusal();
        }

        if (refusal is not null)
        {
            lease.Dispose();
            return null;
        }

        if (length > Step)
        {
            _long[lease] = clock.GetTimestamp();
        }

        return lease;
    }

    /// <summary>Takes back what was promised to those who are in no hurry to use it.</summary>
    private void TakeBack()
    {
        foreach (var (lease, since) in _long)
        {
            var time = clock.GetElapsedTime(since);
            if (time > _grace && lease.Written < time.TotalSeconds * LeastPace)
            {
                lease.Keep(Step);
            }
        }
    }

    private long RoomFor(VolumeUse use) => volume.Space.RoomFor(use);

    private Refusal NoRoom(long? length, VolumeUse use)
    {
        var space = volume.Space;
        var room = space.RoomFor(use);
        return Problem.VolumeFull.Because(room == 0 && space.Usable > 0 ? space.WhyNoneFor(use)
            : length is { } bytes
            ? $"The upload has {bytes} bytes; the media volume has room for {Math.Max(0, room - Interlocked.Read(ref _unwritten))}."
            : "The media volume has no room left.");
    }

    /// <summary>What one upload was granted; given back when disposed.</summary>
    public sealed class Lease(UploadBudget budget, long memory, long disk, VolumeUse use) : IDisposable
    {
        private long _promised;
        private long _written;
        private bool _returned;

        public long Memory => memory;

        public long Disk => disk;

        /// <summary>Bytes so far.</summary>
        public long Written => Interlocked.Read(ref _written);

        /// <summary>Reserves room on the volume for <paramref name="bytes"/> more.</summary>
        public bool TryPromise(long bytes)
        {
            var promised = Interlocked.Read(ref _promised);
            if (bytes <= promised)
            {
                return true;
            }

            var more = Math.Max(bytes - promised, promised == 0 ? 0 : Step);
            if (TryAdd(more))
            {
                return true;
            }

            budget.TakeBack();
            return TryAdd(more);
        }

        /// <summary>These bytes are written: the volume counts them itself from now on.</summary>
        public void Wrote(long bytes)
        {
            Interlocked.Add(ref _written, bytes);
            GiveBack(bytes);
        }

        /// <summary>No more than so much stays promised.</summary>
        public void Keep(long most) => GiveBack(Interlocked.Read(ref _promised) - most);

        public void Dispose()
        {
            if (_returned)
            {
                return;
            }

            _returned = true;
            budget._long.TryRemove(this, out _);
            Interlocked.Add(ref budget._memory, -memory);
            Interlocked.Add(ref budget._disk, -disk);
            GiveBack(long.MaxValue);
        }

        private bool TryAdd(long more)
        {
            // Asked first: where it cannot be told, nothing is promised.
            var room = budget.RoomFor(use);
            if (Interlocked.Add(ref budget._unwritten, more) > room)
            {
                Interlocked.Add(ref budget._unwritten, -more);
                return false;
            }

            Interlocked.Add(ref _promised, more);
            return true;
        }

        /// <remarks>Whoever writes and whoever takes back may come at once: no byte is given back twice.</remarks>
        private void GiveBack(long most)
        {
            while (Interlocked.Read(ref _promised) is var promised && Math.Min(promised, most) is var back and > 0)
            {
                if (Interlocked.CompareExchange(ref _promised, promised - back, promised) == promised)
                {
                    Interlocked.Add(ref budget._unwritten, -back);
                    return;
                }
            }
        }
    }
}
