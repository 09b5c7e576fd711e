using System.Globalization;
using System.Text;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Hosting;

/// <summary>
/// The directory that is this node's alone: the catalogue, below <c>media</c> the volume, below <c>keys</c> what media keys are wrapped by,
/// below <c>scratch</c> work under way. An operator may put an <c>import</c> beside them.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly SafeFileHandle _lock;

    private DataDirectory(string path, SafeFileHandle held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public string Catalogue => System.IO.Path.Combine(Path, "catalogue.db");

    public string Media => System.IO.Path.Combine(Path, "media");

    public string Scratch => System.IO.Path.Combine(Path, "scratch");

    /// <summary>The state of the simulator that is started with the node.</summary>
    public string Simulator => System.IO.Path.Combine(Path, "simulator");

    /// <summary>What media keys are wrapped by: a backup without it opens nothing that was sent.</summary>
    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>Takes the directory, or says who has it: two nodes over one SQLite file would each believe their own memory.</summary>
    /// <exception cref="IOException">It is in use, or cannot be made or written.</exception>
    public static DataDirectory Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        Posix.MakeDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var held = Posix.OpenOrCreate(System.IO.Path.Combine(path, "lock"));
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
