using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Volumes;

/// <summary>The few calls of Linux that .NET does not offer: open without following links, sync a directory or a file system.</summary>
internal static unsafe partial class Posix
{
    private const int AtCurrentDirectory = -100;
    private const int ReadOnly = 0x0;
    private const int WriteOnly = 0x1;
    private const int ReadWrite = 0x2;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxBasic = 0x7ff;
    private const ushort TypeMask = 0xF000;
    private const ushort RegularFile = 0x8000;

    // O_NOFOLLOW and O_DIRECTORY are the two flags here that differ between processors (asm/fcntl.h).
    private static readonly int _noFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;
    private static readonly int _directory = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x4000 : 0x10000;

    /// <summary>Error numbers that callers tell apart (asm-generic/errno.h).</summary>
    internal static class Error
    {
        public const int NoEntry = 2;
        public const int IO = 5;
        public const int NotDirectory = 20;
        public const int IsDirectory = 21;
        public const int FileTooBig = 27;
        public const int NoSpace = 28;
        public const int ReadOnlyFileSystem = 30;
        public const int TooManyLinks = 40;
        public const int NoDevice = 6;
        public const int QuotaExceeded = 122;
    }

    public static SafeFileHandle OpenDirectory(string path)
    {
        var handle = OpenAt(AtCurrentDirectory, path, ReadOnly | _directory | CloseOnExec, 0);
        return handle < 0 ? throw Failure(path) : new SafeFileHandle(handle, ownsHandle: true);
    }

    /// <summary>Opens a directory in another, which a link in its place is not.</summary>
    public static SafeFileHandle OpenDirectory(SafeFileHandle parent, string name)
    {
        var handle = OpenAt((int)parent.DangerousGetHandle(), name, ReadOnly | _directory | CloseOnExec | _noFollow, 0);
        return handle < 0 ? throw Failure(name) : new SafeFileHandle(handle, ownsHandle: true);
    }

    /// <summary>Makes a directory, and those above it that are missing, so that they survive a power cut.</summary>
    public static void MakeDirectory(string path, UnixFileMode mode)
    {
        var made = new List<string>();
        for (var missing = path; missing is not null && !Directory.Exists(missing); missing = Path.GetDirectoryName(missing))
        {
            made.Add(missing);
        }

        Directory.CreateDirectory(path, mode);
        foreach (var parent in made.Select(Path.GetDirectoryName))
        {
            using var directory = OpenDirectory(parent!);
            Sync(directory);
        }
    }

    /// <summary>Opens a file of our own for reading and writing, made when missing. .NET's own open would lock it.</summary>
    public static SafeFileHandle OpenOrCreate(string path)
    {
        var handle = OpenAt(AtCurrentDirectory, path, ReadWrite | Create | CloseOnExec | _noFollow, 0b110_000_000);
        return handle < 0 ? throw Failure(path) : new SafeFileHandle(handle, ownsHandle: true);
    }

    /// <param name="directory">In which.</param>
    /// <param name="name">A name that is not taken.</param>
    /// <param name="secret">Whether the group may not read it either.</param>
    public static SafeFileHandle CreateNew(SafeFileHandle directory, string name, bool secret = false)
    {
        var handle = OpenAt(
            (int)directory.DangerousGetHandle(), name, WriteOnly | Create | Exclusive | CloseOnExec | _noFollow, secret ? 0b110_000_000u : 0b110_100_000u);
        return handle < 0 ? throw Failure(name) : new SafeFileHandle(handle, ownsHandle: true);
    }

    /// <returns>The file and its stamp, or <see langword="null"/> when there is no regular file of that name.</returns>
    public static (SafeFileHandle File, BlobStamp Stamp)? OpenRegular(SafeFileHandle directory, string name)
    {
        // Non-blocking, lest a pipe put in a file's place stop the thread for ever.
        var handle = OpenAt((int)directory.DangerousGetHandle(), name, ReadOnly | CloseOnExec | NonBlocking | _noFollow, 0);
        if (handle < 0)
        {
            return Marshal.GetLastPInvokeError() is Error.NoEntry or Error.TooManyLinks or Error.NoDevice or Error.NotDirectory
                ? null
                : throw Failure(name);
        }

        var file = new SafeFileHandle(handle, ownsHandle: true);
        try
        {
            if (StampOf(file) is { } stamp)
            {
                return (file, stamp);
            }
        }
        catch (IOException)
        {
            file.Dispose();
            throw;
        }

        file.Dispose();
        return null;
    }

    /// <returns>Where an open directory really is, all links followed.</returns>
    public static string PathOf(SafeFileHandle directory) =>
        new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{directory.DangerousGetHandle()}")).LinkTarget
        ?? throw new IOException("The directory is gone.");

    /// <returns>The stamp of an open file, or <see langword="null"/> when it is no regular one or has no name any more.</returns>
    public static BlobStamp? StampOf(SafeFileHandle file)
    {
        Statx stat;
        if (StatxCall(file, "", AtEmptyPath, StatxBasic, &stat) != 0)
        {
            throw Failure("statx");
        }

        return (stat.Mode & TypeMask) == RegularFile && stat.LinkCount > 0
            ? new BlobStamp(stat.Inode, (long)stat.Size, (stat.ChangedSeconds * 1_000_000_000) + stat.ChangedNanoseconds)
            : null;
    }

    public static void Rename(SafeFileHandle from, SafeFileHandle to, string name)
    {
        if (RenameAt((int)from.DangerousGetHandle(), name, (int)to.DangerousGetHandle(), name) != 0)
        {
            throw Failure(name);
        }
    }

    /// <returns>Whether there was such a file; a directory of that name is none, and stays.</returns>
    public static bool Unlink(SafeFileHandle directory, string name)
    {
        if (UnlinkAt((int)directory.DangerousGetHandle(), name, 0) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() is Error.NoEntry or Error.IsDirectory ? false : throw Failure(name);
    }

    public static void Sync(SafeFileHandle file)
    {
        if (FSync(file) != 0)
        {
            throw Failure("fsync");
        }
    }

    /// <summary>Fails as a write into the directory would: read-only, or no right to.</summary>
    public static void CheckWritable(SafeFileHandle directory)
    {
        const int mayWrite = 2;
        if (AccessAt((int)directory.DangerousGetHandle(), ".", mayWrite, 0) != 0)
        {
            throw Failure("access");
        }

        // One that was removed still says that it may be written.
        Statx stat;
        if (StatxCall(directory, "", AtEmptyPath, StatxBasic, &stat) != 0)
        {
            throw Failure("statx");
        }

        if (stat.LinkCount == 0)
        {
            throw new IOException("The directory was removed.", Error.NoEntry);
        }
    }

    /// <summary>What the file system has: bytes and inodes, all of them and those that an unprivileged process may still take.</summary>
    public static (long Total, long Free, long Inodes, long FreeInodes) RoomOf(string path)
    {
        StatVfs stat;
        if (StatVfsCall(path, &stat) != 0)
        {
            throw Failure("statvfs");
        }

        return ((long)(stat.Blocks * stat.FragmentSize), (long)(stat.AvailableBlocks * stat.FragmentSize), (long)stat.Files, (long)stat.AvailableFiles);
    }

    /// <summary>Writes everything unwritten of the file system that <paramref name="any"/> is on.</summary>
    public static void SyncFileSystem(SafeFileHandle any)
    {
        if (SyncFS(any) != 0)
        {
            throw Failure("syncfs");
        }
    }

    /// <summary>Throws when some of the file's bytes could not be written back since it was opened. Writes and flushes nothing.</summary>
    public static void CheckWritten(SafeFileHandle file)
    {
        const uint waitBefore = 1;
        if (SyncFileRange(file, 0, 0, waitBefore) == 0)
        {
            return;
        }

        if (Marshal.GetLastPInvokeError() is Error.IO or Error.NoSpace or Error.QuotaExceeded)
        {
            throw Failure("write back");
        }

        // A file system, or a sandbox, that cannot be asked so.
        Sync(file);
    }

    /// <summary>Asks the kernel to begin writing; it waits for nothing and promises nothing, so its failures are the sync's to report.</summary>
    public static void StartWriting(SafeFileHandle file, long offset, long length) => _ = SyncFileRange(file, offset, length, 2);

    /// <summary>The bytes will not be read again soon: the page cache need not keep them. A length of zero is to the end.</summary>
    public static void ForgetPages(SafeFileHandle file, long offset, long length) => _ = FAdvise(file, offset, length, 4);

    /// <returns>Whether the lock was free; it lasts until the handle closes, the process's death included.</returns>
    public static bool TryLock(SafeFileHandle file) => FLock(file, 2 | 4) == 0;

    /// <summary>Waits until nobody has the lock alone, and holds it together with others. Where the file system knows no locks, it is held by nobody.</summary>
    public static void LockWithOthers(SafeFileHandle file)
    {
        const int interrupted = 4;
        while (FLock(file, 1) != 0 && Marshal.GetLastPInvokeError() == interrupted)
        {
        }
    }

    /// <returns>Whether somebody else holds the lock; if not it is ours.</returns>
    public static bool IsLockedByOthers(SafeFileHandle file)
    {
        const int wouldBlock = 11;
        return FLock(file, 2 | 4) != 0 && Marshal.GetLastPInvokeError() == wouldBlock;
    }

    /// <summary>Gives the lock up, whoever else has a copy of the descriptor.</summary>
    public static void Unlock(SafeFileHandle file) => _ = FLock(file, 8);

    private static IOException Failure(string what)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {new Win32Exception(error).Message}", error);
    }
}
