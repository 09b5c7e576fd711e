using MediaNode.Catalog;

namespace MediaNode.Backups;

/// <summary>Removes backups of which there are enough, and the files that none has any more.</summary>
internal static class Pruning
{
    private const int Page = 500;

    /// <returns>How many of each went.</returns>
    public static (long Backups, long Files) Run(BackupDirectory directory, Pool pool, int keep)
    {
        var complete = directory.Complete;
        var old = complete.Take(Math.Max(0, complete.Count - keep)).ToList();
        old.ForEach(directory.Remove);
        var kept = complete.Skip(old.Count).Select(name => new LiveRows(new CatalogFile(Path.Combine(directory.PathOf(name), StoredBackup.CatalogueName)))).ToList();
        var files = 0L;
        foreach (var folder in Enum.GetValues<KeptFolder>())
        {
            foreach (var page in pool.Files(folder).Chunk(Page))
            {
                Guid[] ids = [.. page.Select(file => file.Id)];
                var known = kept.SelectMany(rows => folder is KeptFolder.Incoming or KeptFolder.Outgoing ? rows.Known(ids) : rows.Named(ids)).ToHashSet();
                foreach (var file in page.Where(file => !known.Contains(file.Id)))
                {
                    pool.Remove(file);
                    files++;
                }
            }
        }

        return (old.Count, files);
    }
}
