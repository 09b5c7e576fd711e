using System.Globalization;
using System.Text.RegularExpressions;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>A directory of backups: the files of all of them, and for each a directory named by its time, which is there once it is complete.</summary>
internal sealed partial class BackupDirectory : IDisposable
{
    /// <summary>Marks the directory as ours; held by whoever makes a backup.</summary>
    public const string LockName = "medianode-backup.lock";

    private const string MakingName = ".making";
    private const string NameFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly DateTimeOffset _last = new(DateTime.MaxValue.AddMilliseconds(-1), TimeSpan.Zero);

    private readonly SafeFileHandle? _lock;

    private BackupDirectory(string path, SafeFileHandle? held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <summary>Where a backup is made; it takes its name at the end.</summary>
    public string Making => System.IO.Path.Combine(Path, MakingName);

    /// <summary>Complete backups by name, the oldest first.</summary>
    public IReadOnlyList<string> Complete => [.. Named().Where(name => File.Exists(System.IO.Path.Combine(Path, name, Manifest.FileName))).Order(StringComparer.Ordinal)];

    /// <summary>Opens a directory for reading.</summary>
    /// <exception cref="BackupRefusedException">There is none.</exception>
    public static BackupDirectory Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new BackupRefusedException($"{path} is not a directory.");
        }

        return new BackupDirectory(path, held: null);
    }

    /// <summary>Takes a directory to make a backup in; made when missing.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="source">In whose directories it may not be, nor around them.</param>
    /// <exception cref="BackupRefusedException">It is something else, it overlaps with the data directory, or another backup is made in it.</exception>
    public static BackupDirectory Take(string path, BackupSource source)
    {
        if (File.Exists(path))
        {
            throw new BackupRefusedException($"{path} is a file; a backup goes into a directory.");
        }

        // The volume may be elsewhere, by a link.
        foreach (var of in new[] { source.Directory, source.Media }.Where(Directory.Exists))
        {
            if (Overlap(path, of))
            {
                throw new BackupRefusedException($"{path} and the data directory {source.Directory} lie one in the other. A backup goes elsewhere, best onto another disk.");
            }
        }

        var mark = System.IO.Path.Combine(path, LockName);
        if (Directory.Exists(path) && !File.Exists(mark) && Directory.EnumerateFileSystemEntries(path).FirstOrDefault(entry => !IsOfTheFileSystem(entry)) is { } other)
        {
            throw new BackupRefusedException(
                $"{path} holds something else ({System.IO.Path.GetFileName(other)}) and no backups. Name an empty directory, one that does not exist, or one of backups.");
        }

        Posix.MakeDirectory(path, OwnerOnly);
        var held = Posix.OpenOrCreate(mark);
        if (!Posix.TryLock(held))
        {
            held.Dispose();
            throw new BackupRefusedException($"Another backup into {path} is under way.");
        }

        var taken = new BackupDirectory(path, held);
        taken.ClearUnfinished();
        return taken;
    }

    /// <summary>What a file system puts into its empty root.</summary>
    public static bool IsOfTheFileSystem(string entry) => System.IO.Path.GetFileName(entry) == "lost+found";

    /// <param name="name">As <see cref="Complete"/> has it.</param>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>A complete backup.</summary>
    /// <param name="name">Which; null for the latest.</param>
    /// <exception cref="BackupRefusedException">There is none such, or it is a link.</exception>
    public string Find(string? name)
    {
        var complete = Complete;
        if (complete.Count == 0)
        {
            throw new BackupRefusedException($"{Path} holds no complete backup.");
        }

        var found = name is null ? complete[^1]
            : complete.Contains(name) ? name
            : throw new BackupRefusedException($"{Path} has no backup '{name}'. It has: {string.Join(", ", complete)}.");
        return new DirectoryInfo(PathOf(found)).LinkTarget is null ? found : throw new BackupRefusedException($"{PathOf(found)} is a link; links are not followed.");
    }

    /// <summary>Begins a backup.</summary>
    public void Begin() => Posix.MakeDirectory(Making, OwnerOnly);

    /// <summary>The backup that was made is complete from here on.</summary>
    /// <param name="at">Names it.</param>
    /// <returns>Its name.</returns>
    public string Publish(DateTimeOffset at)
    {
        using var root = Posix.OpenDirectory(Path);
        // All files of the pool, of the directory and their names.
        Posix.SyncFileSystem(root);
        // The latest is the last by name, also where the clock was set back since: otherwise the new one would be the first to be let go.
        if (Complete is [.., var latest] && at - TimeOf(latest) < TimeSpan.FromMilliseconds(1))
        {
            at = TimeOf(latest) < _last ? TimeOf(latest).AddMilliseconds(1)
                : throw new BackupRefusedException($"{PathOf(latest)} is named by the last moment of all: none can come after it. Remove it.");
        }

        var name = at.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture);
        Directory.Move(Making, PathOf(name));
        Posix.Sync(root);
        return name;
    }

    /// <summary>Removes a backup; its manifest first, so that no half of one is taken for a whole.</summary>
    public void Remove(string name)
    {
        using (var directory = Posix.OpenDirectory(PathOf(name)))
        {
            Posix.Unlink(directory, Manifest.FileName);
            Posix.Sync(directory);
        }

        Directory.Delete(PathOf(name), recursive: true);
    }

    public void Dispose()
    {
        if (_lock is not null)
        {
            Posix.Unlock(_lock);
            _lock.Dispose();
        }
    }

    /// <summary>What runs that were killed have left.</summary>
    public void ClearUnfinished()
    {
        if (Directory.Exists(Making))
        {
            Directory.Delete(Making, recursive: true);
        }

        foreach (var name in Named().Except(Complete).ToList())
        {
            Directory.Delete(PathOf(name), recursive: true);
        }
    }

    private static DateTimeOffset TimeOf(string name) =>
        DateTimeOffset.ParseExact(name, NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Whether two directories lie one in the other, or are one, with every link followed.</summary>
    /// <param name="path">Need not exist.</param>
    /// <param name="other">Exists.</param>
    public static bool Overlap(string path, string other)
    {
        var existing = path;
        while (!Directory.Exists(existing))
        {
            existing = System.IO.Path.GetDirectoryName(existing)!;
        }

        using var ground = Posix.OpenDirectory(existing);
        using var owned = Posix.OpenDirectory(other);
        var (real, of) = (System.IO.Path.Combine(Posix.PathOf(ground), System.IO.Path.GetRelativePath(existing, path)), Posix.PathOf(owned));
        real = System.IO.Path.GetFullPath(real);
        return IsWithin(real, of) || IsWithin(of, real);
    }

    private static bool IsWithin(string inner, string outer) =>
        (inner.TrimEnd('/') + "/").StartsWith(outer.TrimEnd('/') + "/", StringComparison.Ordinal);

    private IEnumerable<string> Named() => Directory.EnumerateDirectories(Path).Select(path => System.IO.Path.GetFileName(path)!).Where(name =>
        NamePattern().IsMatch(name) && DateTimeOffset.TryParseExact(name, NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _));

    [GeneratedRegex(@"^\d{8}T\d{9}Z$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
