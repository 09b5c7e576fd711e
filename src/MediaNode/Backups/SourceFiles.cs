using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>The files of a volume, while a node may move, remove and add some.</summary>
internal sealed class SourceFiles : IDisposable
{
    private readonly SafeFileHandle _root;
    private readonly SafeFileHandle _partial;
    private readonly Dictionary<KeptFolder, SafeFileHandle> _folders = [];

    public SourceFiles(string volume)
    {
        _root = Posix.OpenDirectory(volume);
        _partial = Posix.OpenDirectory(_root, ".partial");
        _folders[KeptFolder.Incoming] = Posix.OpenDirectory(_root, BlobKey.FolderName(BlobFolder.Incoming));
        _folders[KeptFolder.Outgoing] = Posix.OpenDirectory(_root, BlobKey.FolderName(BlobFolder.Outgoing));
        _folders[KeptFolder.Renditions] = Posix.OpenDirectory(_root, BlobKey.FolderName(BlobFolder.Renditions));
        _folders[KeptFolder.Thumbnails] = _folders[KeptFolder.Renditions];
    }

    /// <returns>The file, null when it is gone.</returns>
    public (SafeFileHandle File, BlobStamp Stamp)? Open(KeptFile file) =>
        // A row comes before its file takes its place: what is not there may be on its way, and be there by now.
        Posix.OpenRegular(_folders[file.Folder], file.Name) ?? Posix.OpenRegular(_partial, file.Name) ?? Posix.OpenRegular(_folders[file.Folder], file.Name);

    public void Dispose()
    {
        foreach (var folder in _folders.Values)
        {
            folder.Dispose();
        }

        _partial.Dispose();
        _root.Dispose();
    }
}
