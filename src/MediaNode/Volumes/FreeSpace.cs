namespace MediaNode.Volumes;

/// <summary>How much room the volume has, read at most a few times a second: a reading a moment old only ever costs a late refusal.</summary>
internal sealed class FreeSpace(string root, VolumeOptions options, WatchOptions watch, TimeProvider clock)
{
    private static readonly TimeSpan _maxAge = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private VolumeSpace _last;
    private long _readAt;

    /// <summary>Whether the volume lives in memory, where there is nothing to flush to and nothing survives a power cut anyway.</summary>
    public bool InMemory { get; } = new DriveInfo(root).DriveFormat is "tmpfs" or "ramfs";

    public VolumeSpace Read() => Read(afresh: false);

    /// <param name="afresh">Whether a reading a moment old will not do.</param>
    public VolumeSpace Read(bool afresh)
    {
        lock (_lock)
        {
            if (afresh || _readAt == 0 || IsScarce || clock.GetElapsedTime(_readAt) > _maxAge)
            {
                var room = Posix.RoomOf(root);
                // Of a small volume a small part: a fixed reserve would leave a 50 MB disk nothing for media.
                var reserve = Math.Min(options.Reserve.Bytes, room.Total / 20);
                _last = new VolumeSpace(room.Total, room.Free, Math.Max(0, room.Free - reserve))
                {
                    Inodes = room.Inodes,
                    FreeInodes = room.FreeInodes,
                    Marks = VolumeMarks.Of(watch, reserve, room.Total, room.Inodes),
                };
                _readAt = clock.GetTimestamp();
            }

            return _last;
        }
    }

    /// <summary>Then a moment makes a difference: in fifty milliseconds hundreds of small files are written.</summary>
    private bool IsScarce => _last.Free <= 2 * _last.Marks.Warn.Bytes || (_last.Inodes > 0 && _last.FreeInodes <= _last.Marks.Warn.Inodes + 10_000);
}
