namespace MediaNode.Reconciling;

/// <summary>All files below a directory, one directory after the other. What is hidden is not meant, and no link is followed.</summary>
internal static class ImportWalk
{
    private static readonly EnumerationOptions _here = new()
    {
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <returns>Each file; and each directory that cannot be read, with the reason.</returns>
    public static IEnumerable<(string Path, string? WhyNot)> Over(string root)
    {
        var waiting = new Stack<string>([root]);
        while (waiting.TryPop(out var directory))
        {
            string? whyNot = null;
            using var entries = Open(directory, ref whyNot);
            while (entries is not null && Next(entries, ref whyNot) is { } entry)
            {
                // What is longer than a path may be has no full name of its own.
                var path = Path.Combine(directory, entry.Name);
                if (entry is DirectoryInfo)
                {
                    waiting.Push(path);
                }
                else
                {
                    yield return (path, null);
                }
            }

            if (whyNot is not null)
            {
                yield return (directory, whyNot);
            }
        }
    }

    private static IEnumerator<FileSystemInfo>? Open(string directory, ref string? whyNot)
    {
        try
        {
            return new DirectoryInfo(directory).EnumerateFileSystemInfos("*", _here).GetEnumerator();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            whyNot = fault.Message;
            return null;
        }
    }

    private static FileSystemInfo? Next(IEnumerator<FileSystemInfo> entries, ref string? whyNot)
    {
        try
        {
            return entries.MoveNext() ? entries.Current : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            whyNot = fault.Message;
            return null;
        }
    }
}
