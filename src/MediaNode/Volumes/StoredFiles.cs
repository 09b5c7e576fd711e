using Microsoft.Win32.SafeHandles;

namespace MediaNode.Volumes;

/// <summary>The files of a volume as they lie there, for one who goes over all of them. What is open for downloads is let be.</summary>
internal sealed class StoredFiles(string root) : IDisposable
{
    private readonly Dictionary<BlobFolder, SafeFileHandle> _folders = Enum.GetValues<BlobFolder>().ToDictionary(
        folder => folder, folder => Posix.OpenDirectory(Path.Combine(root, BlobKey.FolderName(folder))));

    /// <summary>All names in a folder, of directories and links as well, in no order and in constant memory.</summary>
    public IEnumerable<string> Names(BlobFolder folder) =>
        Directory.EnumerateFileSystemEntries(Path.Combine(root, BlobKey.FolderName(folder)), "*", new EnumerationOptions { AttributesToSkip = 0 })
            .Select(path => Path.GetFileName(path));

    /// <returns>The file, opened for this reader alone; null when there is no regular file of that name.</returns>
    public StoredFile? Open(BlobKey key) =>
        Posix.OpenRegular(_folders[key.Folder], key.Name) is var (file, stamp) ? new StoredFile(file, stamp) : null;

    /// <summary>Whether the blob is written, and not yet where it belongs.</summary>
    public bool IsUnderWay(BlobKey key) => File.Exists(Path.Combine(root, ".partial", key.Name));

    public void Dispose()
    {
        foreach (var folder in _folders.Values)
        {
            folder.Dispose();
        }
    }
}

/// <summary>A file that is read once, from its beginning to its end.</summary>
internal sealed class StoredFile(SafeFileHandle file, BlobStamp stamp) : IDisposable
{
    public SafeFileHandle Handle => file;

    public BlobStamp Stamp => stamp;

    /// <summary>When it was last written, moved or renamed: never earlier than it came to lie there.</summary>
    public DateTimeOffset ChangedAt => DateTimeOffset.UnixEpoch.AddTicks(stamp.ChangedAt / TimeSpan.NanosecondsPerTick);

    public void Dispose() => file.Dispose();
}
