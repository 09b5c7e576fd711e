namespace MediaNode.Volumes;

/// <summary>Which volume lies where this node's should: a file in its root says so. Where a disk should be mounted, and is not, there is none.</summary>
/// <param name="root">The directory of the volume.</param>
internal sealed class VolumeIdentity(string root)
{
    private const string Name = ".volume";

    // It is a line of 36, and some write a mark before it and two characters behind.
    private const int Most = 64;

    private static readonly string[] _folders = ["outgoing", "incoming", ".partial"];

    public string Root => root;

    /// <summary>Where it is written.</summary>
    public string Path => System.IO.Path.Combine(root, Name);

    /// <summary>Whether any blob lies on the volume, be it one under way.</summary>
    public bool HoldsBlobs => _folders.Select(folder => System.IO.Path.Combine(root, folder))
        .Any(folder => Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any());

    /// <returns>The identity; empty when an operator left that open; null when the volume has none.</returns>
    /// <exception cref="IOException">The disk does not give it, or something else lies there.</exception>
    public string? Read()
    {
        try
        {
            using var folder = Posix.OpenDirectory(root);
            if (Posix.OpenRegular(folder, Name) is not var (file, stamp))
            {
                return !System.IO.Path.Exists(Path) && new FileInfo(Path).LinkTarget is null ? null
                    : throw new IOException($"{Path} should be a file, and is a link, a directory or the like. If this is the right volume, put an empty file in its place.");
            }

            using (file)
            {
                Span<byte> bytes = stackalloc byte[Most];
                var text = System.Text.Encoding.UTF8.GetString(bytes[..RandomAccess.Read(file, bytes, 0)]).Trim('\uFEFF').Trim();
                // What else lies there is not shown: it may hold anything.
                return text.Length == 0 ? ""
                    : Guid.TryParseExact(text, "D", out var id) ? id.ToString("D")
                    : throw new IOException($"{Path} has {stamp.Length} bytes that are no identity. If this is the right volume, empty that file.");
            }
        }
        catch (IOException none) when (none.HResult == Posix.Error.NoEntry)
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
