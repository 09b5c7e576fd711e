namespace MediaNode.Volumes;

/// <summary>Which volume lies where this node's should: a file in its root says so. Where a disk should be mounted, and is not, there is none.</summary>
/// <param name="root">The directory of the volume.</param>
internal sealed class VolumeIdentity(string root)
{
    private static readonly string[] _folders = ["outgoing", "incoming", ".partial"];

    public string Root => root;

    /// <summary>Where it is written.</summary>
    public string Path => System.IO.Path.Combine(root, ".volume");

    /// <summary>Whether any blob lies on the volume, be it one under way.</summary>
    public bool HoldsBlobs => _folders.Select(folder => System.IO.Path.Combine(root, folder))
        .Any(folder => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any());

    /// <returns>The identity; empty when an operator left that open; null when the volume has none.</returns>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public string? Read()
    {
        try
        {
            using var reader = File.OpenText(Path);
            // It is a line of 36; whatever else lies there is shown no further.
            Span<char> text = stackalloc char[64];
            return text[..reader.ReadBlock(text)].Trim().ToString();
        }
        catch (Exception none) when (none is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Makes the volume the one with this identity. On a full or read-only volume it stays without one, until it can be written.</summary>
    public void Write(string id)
    {
        try
        {
            using var file = Posix.OpenOrCreate(Path);
            RandomAccess.Write(file, System.Text.Encoding.ASCII.GetBytes(id + "\n"), 0);
            Posix.Sync(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // That the volume cannot be written is told by others, and in their own words.
        }
    }
}
