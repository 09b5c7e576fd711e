using System.IO.Enumeration;
using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Sandboxing;

/// <summary>A directory of one piece of work, which goes with it whatever became of it. Tools write into its folder <c>out</c>.</summary>
internal sealed class Scratch : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // So many files mean that a tool has lost its mind: the work here makes a handful.
    private const int MostFiles = 1000;

    private readonly Action _release;
    private bool _gone;

    public Scratch(string path, Action release)
    {
        (Path, _release) = (path, release);
        try
        {
            foreach (var folder in (string[])[path, Output, Temporary, Links])
            {
                Directory.CreateDirectory(folder, Private);
            }
        }
        catch
        {
            // The disk may have had room for some of them.
            Remove(path);
            throw;
        }
    }

    public string Path { get; }

    /// <summary>Where tools write: <c>/out</c> in the box.</summary>
    public string Output => System.IO.Path.Combine(Path, "out");

    /// <summary>What tools have as <c>/tmp</c>. On the disk and counted; a file system in memory would be neither.</summary>
    public string Temporary => System.IO.Path.Combine(Path, "tmp");

    /// <summary>Outside the box, links to the inputs.</summary>
    public string Links => System.IO.Path.Combine(Path, "in");

    /// <summary>Opens what a tool made.</summary>
    /// <returns>Null when there is no such file, or when it is no file: a link made by a hostile tool would lead out of here.</returns>
    public SafeFileHandle? OpenOutput(string name)
    {
        using var folder = Posix.OpenDirectory(Output);
        return Posix.OpenRegular(folder, name)?.File;
    }

    /// <summary>What was written until now.</summary>
    /// <returns>Bytes, or <see cref="long.MaxValue"/> when there are too many files to count.</returns>
    public long Measure()
    {
        var (bytes, files) = (0L, 0);
        var lengths = new FileSystemEnumerable<long>(
            Path, static (ref entry) => IsLink(ref entry) || entry.IsDirectory ? 0 : entry.Length, _everything)
        {
            // What a link leads to is not ours to count: a hostile tool may well make one to the root.
            ShouldRecursePredicate = static (ref entry) => !IsLink(ref entry),
        };
        foreach (var length in lengths)
        {
            bytes += length;
            if (++files > MostFiles)
            {
                return long.MaxValue;
            }
        }

        return bytes;
    }

    public void Dispose()
    {
        if (_gone)
        {
            return;
        }

        _gone = true;
        Remove(Path);
        _release();
    }

    /// <summary>Removes a directory that tools wrote into; a tool that is still dying may be in the way for a moment.</summary>
    /// <returns>Whether it is gone; what is not, the next start removes.</returns>
    public static bool Remove(string path)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
                return true;
            }
            catch (DirectoryNotFoundException)
            {
                return true;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A folder that a tool shut is opened: it was made under our own user.
                OpenFolders(path);
            }
        }

        return false;
    }

    private static readonly EnumerationOptions _everything = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
    };

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;

    private static void OpenFolders(string path)
    {
        foreach (var folder in new DirectoryInfo(path).EnumerateDirectories())
        {
            if (folder.LinkTarget is not null)
            {
                continue;
            }

            try
            {
                folder.UnixFileMode = Private;
                OpenFolders(folder.FullName);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It went in the meantime, or is not ours; the next attempt tells.
            }
        }
    }
}
