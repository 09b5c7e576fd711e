using System.Globalization;
using MediaNode.Volumes;

namespace MediaNode.Hosting;

/// <summary>The directory that is this node's alone: the catalogue and, below <c>media</c>, the volume.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    public string Catalogue => System.IO.Path.Combine(Path, "catalogue.db");

    public string Media => System.IO.Path.Combine(Path, "media");

    /// <summary>Takes the directory, or says who has it: two nodes over one SQLite file would each believe their own memory.</summary>
    /// <exception cref="IOException">It is in use, or cannot be made or written.</exception>
    public static DataDirectory Take(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var held = new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!Posix.TryLock(held.SafeFileHandle))
        {
            using var reader = new StreamReader(held);
            throw new IOException($"The data directory {path} is in use by another MediaNode (process {reader.ReadLine()}).");
        }

        held.SetLength(0);
        using var writer = new StreamWriter(held, leaveOpen: true);
        writer.Write(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        writer.Flush();
        return new DataDirectory(path, held);
    }

    public void Dispose() => _lock.Dispose();
}
