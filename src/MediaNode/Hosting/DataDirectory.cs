using System.Globalization;
using System.Text;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Hosting;

/// <summary>
/// The directory that is this node's alone: the catalogue, below <c>media</c> the volume, below <c>keys</c> what media keys are wrapped by,
/// below <c>scratch</c> work under way. An operator may put an <c>import</c> beside them.
/// </summary>
internal sealed class DataDirectory : DataPaths, IDisposable
{
    private readonly SafeFileHandle _lock;

    private DataDirectory(string path, SafeFileHandle held)
        : base(path) => _lock = held;

    /// <summary>Takes the directory, or says who has it: two nodes over one SQLite file would each believe their own memory.</summary>
    /// <exception cref="IOException">It is in use, holds a restore that was not finished, or cannot be made or written.</exception>
    public static DataDirectory Take(string path)
    {
        var data = TakeForRestore(path);
        if (!Directory.Exists(data.Restoring))
        {
            return data;
        }

        data.Dispose();
        throw new IOException($"A restore into {data.Path} was not finished, so it is no data directory yet. Run the restore again.");
    }

    /// <summary>Takes the directory, be it one into which a restore was not finished.</summary>
    /// <exception cref="IOException">It is in use, or cannot be made or written.</exception>
    public static DataDirectory TakeForRestore(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        Posix.MakeDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var held = Posix.OpenOrCreate(System.IO.Path.Combine(path, LockName));
        Span<byte> owner = stackalloc byte[20];
        if (!Posix.TryLock(held))
        {
            owner = owner[..RandomAccess.Read(held, owner, 0)];
            held.Dispose();
            throw new IOException($"The data directory {path} is in use by another MediaNode (process {Encoding.ASCII.GetString(owner)}).");
        }

        try
        {
            RandomAccess.SetLength(held, 0);
            Environment.ProcessId.TryFormat(owner, out var length, provider: CultureInfo.InvariantCulture);
            RandomAccess.Write(held, owner[..length], 0);
        }
        catch (IOException full) when (full.MeansFull())
        {
            // Who holds the lock is only for the other's message; a full disk can still be served and deleted from.
        }

        return new DataDirectory(path, held);
    }

    public void Dispose()
    {
        // Not by closing alone: a tool that is just being started holds a copy of the descriptor until it runs.
        Posix.Unlock(_lock);
        _lock.Dispose();
    }
}
