using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>The files of all backups in a directory. Files never change, so that each is kept once, however many backups have it.</summary>
/// <remarks>A file takes its place only once it is durable: what is there is whole, whenever the process was killed.</remarks>
internal sealed class Pool : IDisposable
{
    public const string DirectoryName = "media";

    private const string Partial = ".partial";
    private const int MostPending = 1024;
    private const long MostPendingBytes = 128L << 20;

    private readonly SafeFileHandle _root;
    private readonly Dictionary<KeptFolder, SafeFileHandle> _folders = [];
    private readonly SafeFileHandle? _partial;
    private readonly string _path;
    private List<KeptFile> _pending = [];
    private long _pendingBytes;
    private Task _flushing = Task.CompletedTask;

    private Pool(string path, bool writes)
    {
        _path = path;
        using var parent = Posix.OpenDirectory(Path.GetDirectoryName(path)!);
        _root = Posix.OpenDirectory(parent, DirectoryName);
        try
        {
            foreach (var folder in Enum.GetValues<KeptFolder>())
            {
                _folders[folder] = Posix.OpenDirectory(_root, KeptFile.FolderName(folder));
            }

            _partial = writes ? Posix.OpenDirectory(_root, Partial) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <param name="directory">Of the backups.</param>
    /// <exception cref="BackupRefusedException">A folder is not there, or a link in its place.</exception>
    public static Pool Open(string directory)
    {
        try
        {
            var pool = new Pool(Path.Combine(directory, DirectoryName), writes: false);
            // As long as it is open no backup that is made meanwhile takes away what is read.
            Posix.LockWithOthers(pool._root);
            return pool;
        }
        catch (IOException fault) when (fault is not BackupRefusedException)
        {
            throw new BackupRefusedException($"{Path.Combine(directory, DirectoryName)}: a folder of the backup is not there, or no directory ({fault.Message}). Links are not followed.", fault);
        }
    }

    /// <summary>Opens it for writing, made when missing. What a run that was killed had under way goes.</summary>
    public static Pool Make(string directory)
    {
        var path = Path.Combine(directory, DirectoryName);
        // The mode is of the last directory alone: each is made by itself.
        foreach (var name in Enum.GetValues<KeptFolder>().Select(KeptFile.FolderName).Append(Partial).Prepend(""))
        {
            Posix.MakeDirectory(Path.Combine(path, name).TrimEnd('/'), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var pool = new Pool(path, writes: true);
        foreach (var left in Directory.EnumerateFiles(Path.Combine(path, Partial)))
        {
            Posix.Unlink(pool._partial!, Path.GetFileName(left));
        }

        return pool;
    }

    /// <returns>Whether nobody reads a backup; from here on nobody begins to, until <see cref="LetRead"/>.</returns>
    public bool TryKeepReadersOut() => !Posix.IsLockedByOthers(_root);

    public void LetRead() => Posix.Unlock(_root);

    /// <summary>Whether it is kept.</summary>
    /// <param name="file">Which.</param>
    /// <param name="length">Its bytes; null when they are not known.</param>
    public bool Has(KeptFile file, long? length)
    {
        if (Open(file) is not var (handle, stamp))
        {
            return false;
        }

        handle.Dispose();
        return length is null || stamp.Length == length;
    }

    /// <returns>The file; null when there is no regular file of that name.</returns>
    public (SafeFileHandle File, BlobStamp Stamp)? Open(KeptFile file) => Posix.OpenRegular(_folders[file.Folder], file.Name);

    /// <summary>Begins a file.</summary>
    public SafeFileHandle Create(KeptFile file) => Posix.CreateNew(_partial!, file.Name, secret: true);

    /// <summary>It is written, and right: it takes its place with others, once they are durable.</summary>
    public async Task KeepAsync(KeptFile file, long length)
    {
        _pending.Add(file);
        _pendingBytes += length;
        if (_pending.Count >= MostPending || _pendingBytes >= MostPendingBytes)
        {
            await BeginFlushAsync();
        }
    }

    /// <summary>It is not to be kept.</summary>
    public void Discard(KeptFile file) => Posix.Unlink(_partial!, file.Name);

    /// <summary>Completes when all that was kept is durable and in its place.</summary>
    public async Task FlushAsync()
    {
        await BeginFlushAsync();
        await _flushing;
    }

    /// <summary>Begins to make durable what is pending, with one flush of the file system; the next files are read meanwhile.</summary>
    private async Task BeginFlushAsync()
    {
        await _flushing;
        var files = _pending;
        (_pending, _pendingBytes) = ([], 0);
        _flushing = files.Count == 0 ? Task.CompletedTask : Task.Run(() =>
        {
            Posix.SyncFileSystem(_partial!);
            foreach (var file in files)
            {
                Posix.Rename(_partial!, _folders[file.Folder], file.Name);
            }
        });
    }

    /// <summary>Names of files in a folder, in no order; whatever is not of a backup is let be.</summary>
    public IEnumerable<KeptFile> Files(KeptFolder folder)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(_path, KeptFile.FolderName(folder))))
        {
            if (KeptFile.TryParse(folder, Path.GetFileName(path), out var file))
            {
                yield return file;
            }
        }
    }

    public void Remove(KeptFile file) => Posix.Unlink(_folders[file.Folder], file.Name);

    public void Dispose()
    {
        // What it is at work on needs the directories.
        _flushing.ContinueWith(_ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
        foreach (var folder in _folders.Values)
        {
            folder.Dispose();
        }

        _partial?.Dispose();
        _root.Dispose();
    }
}
