using Dapper;
using MediaNode.Formats.Inspection;
using MediaNode.Simulator.Storage;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Phones.Downloads;

/// <summary>What the users see: one file for each digest, shared by all phones that have it, gone when none has it.</summary>
internal sealed class ContentFiles
{
    private readonly Lock _changing = new();
    private readonly SimulatorStore _store;
    private readonly string _folder;
    private readonly string _spool;

    public ContentFiles(SimulatorStore store)
    {
        _store = store;
        _folder = Directory.CreateDirectory(Path.Combine(store.Files, "content")).FullName;
        _spool = Path.Combine(store.Files, "spool");
        if (Directory.Exists(_spool))
        {
            Directory.Delete(_spool, recursive: true); // Downloads that a crash broke off begin anew.
        }

        Directory.CreateDirectory(_spool);
        Sweep();
    }

    /// <returns>A file for bytes on their way, which goes when it is closed.</returns>
    public FileStream Spool() => new(NewPath(), new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
    });

    /// <returns>Where a file can be made that is moved away when it is whole. What a crash leaves there goes at the next start.</returns>
    public string NewPath() => Path.Combine(_spool, Guid.NewGuid().ToString("N"));

    /// <returns>What the user sees; null when no phone has it.</returns>
    public FileStream? Open(string digest)
    {
        try
        {
            return new FileStream(PathOf(digest), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1, FileOptions.Asynchronous);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Keeps bytes and, in one with that, notes who has them.</summary>
    /// <param name="opened">All verified.</param>
    /// <param name="digest">Of the bytes, in hex.</param>
    /// <param name="note">Notes it, in a transaction.</param>
    public void Keep(ByteSource opened, string digest, Action<SqliteConnection> note)
    {
        var path = PathOf(digest);
        string? aside = null;
        if (!File.Exists(path))
        {
            aside = NewPath();
            Copy(opened, aside);
        }

        lock (_changing)
        {
            if (aside is not null)
            {
                File.Move(aside, path, overwrite: true);
            }
            else if (!File.Exists(path))
            {
                Copy(opened, path); // The last who had it has forgotten it just now.
            }

            _store.Do(note);
        }
    }

    /// <summary>Notes that somebody has the bytes no longer, and removes them when nobody has.</summary>
    public void Drop(string digest, Action<SqliteConnection> note)
    {
        lock (_changing)
        {
            var unused = _store.Do(connection =>
            {
                note(connection);
                return !IsUsed(connection, digest);
            });
            if (unused)
            {
                File.Delete(PathOf(digest));
            }
        }
    }

    private static bool IsUsed(SqliteConnection connection, string digest) =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM message WHERE digest = @digest)", new { digest });

    private static void Copy(ByteSource source, string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1);
            Span<byte> piece = new byte[64 << 10];
            for (long at = 0; at < source.Length;)
            {
                var read = source.Read(at, piece);
                file.Write(piece[..read]);
                at += read;
            }
        }
        catch (IOException)
        {
            File.Delete(path); // A full disk is not to be kept full by half a file.
            throw;
        }
    }

    // A crash between a file and its note leaves a file that nobody has.
    private void Sweep()
    {
        foreach (var path in Directory.EnumerateFiles(_folder))
        {
            var digest = Path.GetFileName(path);
            if (!_store.Do(connection => IsUsed(connection, digest)))
            {
                File.Delete(path);
            }
        }
    }

    private string PathOf(string digest) => Path.Combine(_folder, digest);
}
