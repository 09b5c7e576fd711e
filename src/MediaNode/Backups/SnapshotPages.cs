using MediaNode.Catalog;

namespace MediaNode.Backups;

/// <summary>The files that a snapshot names, page by page: a million of them must not be in memory at once.</summary>
internal static class SnapshotPages
{
    /// <summary>So many rows are asked for at a time.</summary>
    public const int Page = 500;

    extension(Snapshot snapshot)
    {
        /// <summary>Those of a folder, in the order of the list.</summary>
        public IEnumerable<IReadOnlyList<SnapshotFile>> Pages(KeptFolder folder)
        {
            var after = "";
            while (true)
            {
                var page = folder switch
                {
                    KeptFolder.Incoming or KeptFolder.Outgoing => snapshot.MediaFiles(folder == KeptFolder.Incoming, after, Page),
                    KeptFolder.Renditions => snapshot.RenditionFiles(after, Page),
                    _ => snapshot.ThumbnailFiles(after, Page),
                };
                if (page.Count == 0)
                {
                    yield break;
                }

                yield return page;
                after = page[^1].Text;
            }
        }
    }
}
