namespace MediaNode.Backups;

/// <summary>The folders of a backup's media, in the order in which its list has them.</summary>
internal enum KeptFolder
{
    Incoming,
    Outgoing,
    Renditions,

    /// <summary>Those of renditions: apart, since no row has their digest.</summary>
    Thumbnails,
}

/// <summary>A file of a backup.</summary>
/// <param name="Folder">In which folder.</param>
/// <param name="Id">Its name.</param>
internal readonly record struct KeptFile(KeptFolder Folder, Guid Id)
{
    public string Name => Id.ToString("D");

    /// <summary>Below the backup's directory.</summary>
    public string Path => $"media/{FolderName(Folder)}/{Name}";

    public static string FolderName(KeptFolder folder) => folder switch
    {
        KeptFolder.Incoming => "incoming",
        KeptFolder.Outgoing => "outgoing",
        KeptFolder.Renditions => "renditions",
        KeptFolder.Thumbnails => "thumbnails",
        _ => throw new ArgumentOutOfRangeException(nameof(folder)),
    };

    /// <summary>Reads what <see cref="Path"/> wrote, and nothing else: no other path leads anywhere.</summary>
    public static bool TryParse(string path, out KeptFile file)
    {
        foreach (var folder in Enum.GetValues<KeptFolder>())
        {
            var start = $"media/{FolderName(folder)}/";
            if (path.StartsWith(start, StringComparison.Ordinal) && Guid.TryParseExact(path.AsSpan(start.Length), "D", out var id))
            {
                file = new KeptFile(folder, id);
                // One spelling of each, or two lines could name one file.
                return file.Path == path;
            }
        }

        file = default;
        return false;
    }
}
