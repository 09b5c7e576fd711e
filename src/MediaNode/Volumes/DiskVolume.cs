using Microsoft.Win32.SafeHandles;

namespace MediaNode.Volumes;

/// <summary>A volume in a directory: <c>outgoing/</c>, <c>incoming/</c> and <c>renditions/</c> hold published blobs by their id, <c>.partial/</c> those under way.</summary>
/// <remarks>
/// Directories are held open and files named relative to them, so no path is joined and a directory moved meanwhile is no trap.
/// </remarks>
internal sealed class DiskVolume : IVolume, IDisposable
{
    private readonly string _root;
    private readonly SafeFileHandle _partial;
    private readonly SafeFileHandle _outgoing;
    private readonly SafeFileHandle _renditions;
    private readonly SafeFileHandle _incoming;
    private readonly SyncGroups _syncs;
    private readonly FreeSpace _space;
    private readonly OpenBlobs _open;

    /// <param name="root">An absolute path; made when missing.</param>
    /// <param name="options">The reserve.</param>
    /// <param name="observed">Told how many blobs each sync carried.</param>
    /// <param name="clock">For the age of a reading of free space.</param>
    /// <param name="watch">The watermarks; null for those that hold when nobody sets any.</param>
    public DiskVolume(string root, VolumeOptions options, Action<int, TimeSpan> observed, TimeProvider clock, WatchOptions? watch = null)
    {
        _root = root;
        _partial = MakeDirectory(".partial");
        _outgoing = MakeDirectory("outgoing");
        _renditions = MakeDirectory("renditions");
        _incoming = MakeDirectory("incoming");
        _space = new FreeSpace(root, options, watch ?? new WatchOptions(), clock);
        _open = new OpenBlobs(clock);
        _syncs = new SyncGroups(_partial, observed, clock);
    }

    public VolumeSpace Space => _space.Read();

    public VolumeSpace SpaceNow => _space.Read(afresh: true);

    public BlobWriter Create(BlobKey key) => new(key, Posix.CreateNew(_partial, key.Name), this);

    public Task SyncAsync(BlobWriter blob) => _space.InMemory ? Task.CompletedTask : _syncs.SyncAsync(blob.File, blob.Length);

    public bool Has(BlobWriter blob)
    {
        if (Posix.OpenRegular(_partial, blob.Key.Name) is not var (file, stamp))
        {
            return false;
        }

        file.Dispose();
        return Posix.StampOf(blob.File)?.Inode == stamp.Inode;
    }

    public void Publish(BlobKey key)
    {
        try
        {
            Posix.Rename(_partial, DirectoryOf(key), key.Name);
        }
        catch (IOException missing) when (missing.HResult == Posix.Error.NoEntry && Exists(key))
        {
            // Published before: recovery after a crash may come twice.
        }
    }

    public Blob? Open(BlobKey key) =>
        _open.Find(key) ?? (Posix.OpenRegular(DirectoryOf(key), key.Name) is var (file, stamp) ? _open.Add(key, file, stamp) : null);

    public string PathOf(BlobKey key) => Path.Combine(_root, key.Path);

    public string PathOf(BlobWriter blob) => Path.Combine(_root, ".partial", blob.Key.Name);

    public void Delete(BlobKey key)
    {
        // In the order in which a blob moves: one that is published meanwhile is met in the second place, or cannot be published any more.
        Posix.Unlink(_partial, key.Name);
        Posix.Unlink(DirectoryOf(key), key.Name);
        _open.Forget(key);
    }

    public Task SyncDeletionsAsync() => _space.InMemory ? Task.CompletedTask : Task.WhenAll(
        _syncs.SyncDirectoryAsync(_outgoing), _syncs.SyncDirectoryAsync(_renditions), _syncs.SyncDirectoryAsync(_incoming));

    public IEnumerable<Guid> Unpublished()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(_root, ".partial")))
        {
            if (Guid.TryParseExact(Path.GetFileName(path), "D", out var id))
            {
                yield return id;
            }
        }
    }

    public void CheckWritable()
    {
        Posix.CheckWritable(_partial);
        Posix.CheckWritable(_outgoing);
        Posix.CheckWritable(_renditions);
        Posix.CheckWritable(_incoming);
    }

    public void Probe()
    {
        CheckWritable();
        try
        {
            // It stays: to make it anew each time would need an inode.
            using var file = Posix.OpenOrCreate(Path.Combine(_root, ".probe"));
            RandomAccess.Write(file, [1], 0);
            if (!_space.InMemory)
            {
                Posix.Sync(file);
            }
        }
        catch (IOException full) when (full.MeansFull())
        {
            // Full is no fault: that it is, the free space tells.
        }
    }

    public void Dispose()
    {
        _open.Dispose();
        _syncs.Dispose();
        _partial.Dispose();
        _outgoing.Dispose();
        _renditions.Dispose();
        _incoming.Dispose();
    }

    private bool Exists(BlobKey key)
    {
        using var blob = Open(key);
        return blob is not null;
    }

    private SafeFileHandle DirectoryOf(BlobKey key) => key.Folder switch
    {
        BlobFolder.Outgoing => _outgoing,
        BlobFolder.Renditions => _renditions,
        BlobFolder.Incoming => _incoming,
        _ => throw new ArgumentOutOfRangeException(nameof(key)),
    };

    private SafeFileHandle MakeDirectory(string name)
    {
        var path = Path.Combine(_root, name);
        Posix.MakeDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        return Posix.OpenDirectory(path);
    }
}
