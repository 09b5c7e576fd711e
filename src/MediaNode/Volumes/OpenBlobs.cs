using Microsoft.Win32.SafeHandles;

namespace MediaNode.Volumes;

/// <summary>Files that were read a moment ago, still open: opening and closing cost a small download half of its system calls.</summary>
/// <remarks>
/// A file is given out again only when the system says it is what it was: the same inode, length and time of change, and still linked.
/// Removing, renaming or replacing a file changes one of these (inode(7), st_ctime), so an operator's hand is seen at once; the space of a
/// file removed by hand comes free when it has been idle for <see cref="Idle"/>.
/// </remarks>
internal sealed class OpenBlobs : IDisposable
{
    /// <summary>Files kept open. A process may have 1,024 by the usual limit, and connections need theirs.</summary>
    private const int Most = 256;

    /// <summary>How long a file nobody reads is kept open.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<BlobKey, OpenFile> _files = [];
    private readonly TimeProvider _clock;
    private readonly ITimer _sweep;
    private bool _sweeping;

    public OpenBlobs(TimeProvider clock)
    {
        _clock = clock;
        _sweep = clock.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <returns>The blob if it is open and unchanged, otherwise <see langword="null"/>.</returns>
    public Blob? Find(BlobKey key)
    {
        OpenFile? file;
        lock (_lock)
        {
            if (!_files.TryGetValue(key, out file))
            {
                return null;
            }

            file.Readers++;
        }

        if (IsUnchanged(file))
        {
            return new Blob(file.Handle, file.Stamp, () => LetGo(file));
        }

        Forget(key, file);
        LetGo(file);
        return null;
    }

    /// <summary>Takes over a file just opened, and gives its blob.</summary>
    public Blob Add(BlobKey key, SafeFileHandle handle, BlobStamp stamp)
    {
        var file = new OpenFile(handle, stamp) { Readers = 1 };
        lock (_lock)
        {
            if (_files.Count >= Most || !_files.TryAdd(key, file))
            {
                // No room, or another download was first: this one is closed when it has been read.
                file.Forgotten = true;
            }
            else if (!_sweeping)
            {
                _sweeping = true;
                _sweep.Change(Idle, Timeout.InfiniteTimeSpan);
            }
        }

        return new Blob(handle, stamp, () => LetGo(file));
    }

    /// <summary>Closes the file, once those who read it have done so.</summary>
    public void Forget(BlobKey key)
    {
        lock (_lock)
        {
            if (_files.TryGetValue(key, out var file))
            {
                Forget_NeedsLock(key, file);
            }
        }
    }

    public void Dispose()
    {
        _sweep.Dispose();
        lock (_lock)
        {
            foreach (var (key, file) in _files.ToList())
            {
                Forget_NeedsLock(key, file);
            }
        }
    }

    private static bool IsUnchanged(OpenFile file)
    {
        try
        {
            return Posix.StampOf(file.Handle) == file.Stamp;
        }
        catch (IOException)
        {
            // A stale handle of a network file system: opening anew will tell what is the matter.
            return false;
        }
    }

    private void Forget(BlobKey key, OpenFile seen)
    {
        lock (_lock)
        {
            if (_files.TryGetValue(key, out var file) && ReferenceEquals(file, seen))
            {
                Forget_NeedsLock(key, file);
            }
        }
    }

    private void Forget_NeedsLock(BlobKey key, OpenFile file)
    {
        _files.Remove(key);
        file.Forgotten = true;
        if (file.Readers == 0)
        {
            file.Handle.Dispose();
        }
    }

    private void LetGo(OpenFile file)
    {
        lock (_lock)
        {
            file.Readers--;
            file.IdleSince = _clock.GetTimestamp();
            if (file.Forgotten && file.Readers == 0)
            {
                file.Handle.Dispose();
            }
        }
    }

    private void Sweep()
    {
        lock (_lock)
        {
            foreach (var (key, file) in _files.ToList())
            {
                if (file.Readers == 0 && _clock.GetElapsedTime(file.IdleSince) >= Idle)
                {
                    Forget_NeedsLock(key, file);
                }
            }

            _sweeping = _files.Count > 0;
            if (_sweeping)
            {
                _sweep.Change(Idle, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private sealed class OpenFile(SafeFileHandle handle, BlobStamp stamp)
    {
        public SafeFileHandle Handle => handle;

        public BlobStamp Stamp => stamp;

        public int Readers { get; set; }

        public long IdleSince { get; set; }

        public bool Forgotten { get; set; }
    }
}
