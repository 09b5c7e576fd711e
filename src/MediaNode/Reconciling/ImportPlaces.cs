namespace MediaNode.Reconciling;

/// <summary>Directories from which media may be imported: <c>import</c> in the data directory, and those the settings list. A caller cannot name others.</summary>
internal sealed class ImportPlaces
{
    private readonly string[] _allowed;

    /// <param name="own">The one in the data directory.</param>
    /// <param name="listed">Others, separated by semicolons; null for none.</param>
    public ImportPlaces(string own, string? listed)
    {
        Own = own;
        _allowed =
        [
            own, .. (listed ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Path.GetFullPath),
        ];
    }

    public string Own { get; }

    /// <returns>Why nothing is imported from there; null when it may be.</returns>
    public string? WhyNot(string path)
    {
        if (!Path.IsPathFullyQualified(path))
        {
            return "path must begin with /: it is a directory on the node's machine.";
        }

        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (_allowed.FirstOrDefault(root => IsIn(full, Path.TrimEndingDirectorySeparator(root))) is not { } allowed)
        {
            return $"path must be {Own}, or in a directory that Reconciling:ImportFrom lists.";
        }

        // A link below an allowed directory could lead anywhere.
        for (var part = full; part.Length > Path.TrimEndingDirectorySeparator(allowed).Length; part = Path.GetDirectoryName(part)!)
        {
            if (new DirectoryInfo(part).LinkTarget is not null)
            {
                return "path leads through a link; name the directory itself.";
            }
        }

        return Directory.Exists(full) ? null : $"There is no directory {full}: make it, and put the files there.";
    }

    private static bool IsIn(string path, string root) => path == root || path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
