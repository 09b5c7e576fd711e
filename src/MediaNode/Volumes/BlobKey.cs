namespace MediaNode.Volumes;

/// <summary>The name of a blob: a folder of ours and an id that we minted. Nothing a client sent becomes part of a path.</summary>
internal readonly record struct BlobKey(BlobFolder Folder, Guid Id)
{
    public string Name => Id.ToString("D");

    /// <summary>The path below the volume's root.</summary>
    public string Path => $"{FolderName(Folder)}/{Name}";

    public static string FolderName(BlobFolder folder) => folder switch
    {
        BlobFolder.Outgoing => "outgoing",
        BlobFolder.Renditions => "renditions",
        BlobFolder.Incoming => "incoming",
        _ => throw new ArgumentOutOfRangeException(nameof(folder)),
    };
}

/// <summary>The folders of a volume, kept apart as in the original, so that an operator can list and remove files by hand.</summary>
internal enum BlobFolder
{
    /// <summary>What the business uploaded, or had fetched from a link.</summary>
    Outgoing,

    /// <summary>What the node made of it to be sent, and thumbnails. All of it can be made again.</summary>
    Renditions,

    /// <summary>What users sent.</summary>
    Incoming,
}
