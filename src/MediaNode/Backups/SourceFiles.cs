using MediaNode.Volumes;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Backups;

/// <summary>The files of a volume, while a node may move, remove and add some.</summary>
internal sealed class SourceFiles : IDisposable
{
    private readonly Dictionary<BlobFolder, SafeFileHandle> _folders = [];
    private readonly SafeFileHandle? _partial;

    public SourceFiles(string volume)
    {
        using var root = Posix.OpenDirectory(volume);
        // A volume that was restored, and on which no node has started yet, lacks some.
        _partial = Open(root, ".partial");
        foreach (var folder in Enum.GetValues<BlobFolder>())
        {
            if (Open(root, BlobKey.FolderName(folder)) is { } opened)
            {
                _folders[folder] = opened;
            }
        }
    }

    /// <returns>The file, null when it is gone.</returns>
    /// <exception cref="UnreadableException">The disk, or whoever may read it, does not give it.</exception>
    public (SafeFileHandle File, BlobStamp Stamp)? Open(KeptFile file)
    {
        var folder = _folders.GetValueOrDefault(file.Folder switch
        {
            KeptFolder.Incoming => BlobFolder.Incoming,
            KeptFolder.Outgoing => BlobFolder.Outgoing,
            _ => BlobFolder.Renditions,
        });
        // A row comes before its file takes its place: what is not there may be on its way, and be there by now.
        try
        {
            return In(folder) ?? In(_partial) ?? In(folder);
        }
        catch (IOException fault)
        {
            throw new UnreadableException(fault.Message, fault);
        }

        (SafeFileHandle File, BlobStamp Stamp)? In(SafeFileHandle? directory) => directory is null ? null : Posix.OpenRegular(directory, file.IdName);
    }

    public void Dispose()
    {
        foreach (var folder in _folders.Values)
        {
            folder.Dispose();
        }

        _partial?.Dispose();
    }

    private static SafeFileHandle? Open(SafeFileHandle root, string name)
    {
        try
        {
            return Posix.OpenDirectory(root, name);
        }
        catch (IOException absent) when (absent.HResult == Posix.Error.NoEntry)
        {
            return null;
        }
    }
}
