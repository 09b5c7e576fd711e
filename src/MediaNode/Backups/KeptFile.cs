using System.Buffers;

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
/// <param name="Id">Of the media or the blob.</param>
/// <param name="Digest">
/// Hex, where the name has it: an id that was forgotten may come back by an import with other bytes, and an earlier backup has the first ones
/// under the id alone. Null otherwise.
/// </param>
internal readonly record struct KeptFile(KeptFolder Folder, Guid Id, string? Digest = null)
{
    private const int IdLength = 36;
    private const int DigestLength = 64;
    private static readonly SearchValues<char> _digits = SearchValues.Create("0123456789abcdef");

    public string Name => Digest is null ? IdName : $"{IdName}.{Digest}";

    /// <summary>Its name on a volume.</summary>
    public string IdName => Id.ToString("D");

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
            if (path.StartsWith(start, StringComparison.Ordinal))
            {
                return TryParse(folder, path[start.Length..], out file);
            }
        }

        file = default;
        return false;
    }

    /// <summary>Reads what <see cref="Name"/> wrote, and nothing else.</summary>
    public static bool TryParse(KeptFolder folder, string name, out KeptFile file)
    {
        var hasDigest = name.Length == IdLength + 1 + DigestLength && name[IdLength] == '.';
        if ((name.Length == IdLength || hasDigest) && Guid.TryParseExact(name.AsSpan(0, IdLength), "D", out var id))
        {
            file = new KeptFile(folder, id, hasDigest ? name[(IdLength + 1)..] : null);
            // One spelling of each, or two lines could name one file.
            return file.Name == name && (file.Digest is null || !file.Digest.AsSpan().ContainsAnyExcept(_digits));
        }

        file = default;
        return false;
    }
}
