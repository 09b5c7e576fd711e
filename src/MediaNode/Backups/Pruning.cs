using MediaNode.Catalog;
using MediaNode.Volumes;
using Microsoft.Data.Sqlite;

namespace MediaNode.Backups;

/// <summary>Removes backups of which there are enough, and the files that none has any more.</summary>
internal static class Pruning
{
    private const int Page = 500;

    /// <returns>How many of each went, and why not all did that were to go; null when all did. The new backup is complete in any case.</returns>
    public static (long Backups, long Files, string? Fault) Run(BackupDirectory directory, Pool pool, int keep)
    {
        var (backups, files) = (0L, 0L);
        if (!pool.TryKeepReadersOut())
        {
            return (0, 0, "A backup is being verified or restored: what no backup needs any more stays until the next run.");
        }

        try
        {
            backups = RemoveOld(directory, keep);
            foreach (var removed in RemoveFiles(directory, pool))
            {
                files += removed;
            }

            return (backups, files, null);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or SqliteException)
        {
            return (backups, files, $"What no backup needs any more could not all be removed: {fault.Message}");
        }
        finally
        {
            pool.LetRead();
        }
    }

    private static int RemoveOld(BackupDirectory directory, int keep)
    {
        var complete = directory.Complete;
        var old = complete.Take(Math.Max(0, complete.Count - keep)).ToList();
        old.ForEach(directory.Remove);
        return old.Count;
    }

    private static IEnumerable<int> RemoveFiles(BackupDirectory directory, Pool pool)
    {
        var kept = directory.Complete.Select(name => new LiveRows(CatalogueOf(directory, name))).ToList();
        foreach (var folder in Enum.GetValues<KeptFolder>())
        {
            foreach (var page in pool.Files(folder).Chunk(Page))
            {
                Guid[] ids = [.. page.Select(file => file.Id)];
                var known = kept.SelectMany(rows => folder is KeptFolder.Incoming or KeptFolder.Outgoing ? rows.Known(ids) : rows.Named(ids)).ToHashSet();
                foreach (var file in page.Where(file => !known.Contains(file.Id)))
                {
                    pool.Remove(file);
                    yield return 1;
                }
            }
        }
    }

    // A pipe in its place would be waited for without end.
    private static CatalogFile CatalogueOf(BackupDirectory directory, string name)
    {
        using var folder = Posix.OpenDirectory(directory.PathOf(name));
        var path = Path.Combine(directory.PathOf(name), StoredBackup.CatalogueName);
        var (file, _) = Posix.OpenRegular(folder, StoredBackup.CatalogueName) ?? throw new IOException($"{path} is not there, or no regular file.");
        file.Dispose();
        return new CatalogFile(path);
    }
}
