using MediaNode.Problems;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Uploads;

/// <summary>Lets uploads in by their bytes, not by their number: what they may hold in memory and what they will write.</summary>
internal sealed class UploadBudget(IVolume volume, IOptions<UploadOptions> options)
{
    // How much an upload of unknown length promises to write at a time.
    private const long Step = 1 << 20;

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

        if (!lease.TryPromise(length ?? 1))
        {
            lease.Dispose();
            refusal = NoRoom(length, use);
            return null;
        }

        refusal = null;
        return lease;
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
        private bool _returned;

        public long Memory => memory;

        public long Disk => disk;

        /// <summary>Reserves room on the volume for <paramref name="bytes"/> more.</summary>
        public bool TryPromise(long bytes)
        {
            if (bytes <= _promised)
            {
                return true;
            }

            var more = Math.Max(bytes - _promised, _promised == 0 ? 0 : Step);
            if (Interlocked.Add(ref budget._unwritten, more) > budget.RoomFor(use))
            {
                Interlocked.Add(ref budget._unwritten, -more);
                return false;
            }

            _promised += more;
            return true;
        }

        /// <summary>These bytes are written: the volume counts them itself from now on.</summary>
        public void Wrote(long bytes)
        {
            var kept = Math.Min(bytes, _promised);
            _promised -= kept;
            Interlocked.Add(ref budget._unwritten, -kept);
        }

        public void Dispose()
        {
            if (_returned)
            {
                return;
            }

            _returned = true;
            Interlocked.Add(ref budget._memory, -memory);
            Interlocked.Add(ref budget._disk, -disk);
            Interlocked.Add(ref budget._unwritten, -_promised);
        }
    }
}
