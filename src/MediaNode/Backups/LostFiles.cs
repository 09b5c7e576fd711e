using MediaNode.Catalog;

namespace MediaNode.Backups;

/// <summary>What could not be copied of a page of files: was it deleted meanwhile, or is it truly not there?</summary>
/// <param name="folder">Of all of them.</param>
internal sealed class LostFiles(KeptFolder folder)
{
    public List<Guid> Missing { get; } = [];

    /// <summary>What is wrong with each, in words.</summary>
    public Dictionary<Guid, string> Damaged { get; } = [];

    /// <summary>Tells of what is truly not there, and says in the snapshot what became of each.</summary>
    /// <param name="snapshot">Is to say so.</param>
    /// <param name="live">What the catalogue says now.</param>
    /// <param name="findings">Told.</param>
    public void Settle(Snapshot snapshot, LiveRows live, BackupFindings findings)
    {
        if (Missing.Count + Damaged.Count == 0)
        {
            return;
        }

        Guid[] all = [.. Missing, .. Damaged.Keys];
        if (folder is KeptFolder.Renditions or KeptFolder.Thumbnails)
        {
            Find(BackupFinding.Rendition, BackupFinding.Rendition, live.Named(all), findings);
            if (folder == KeptFolder.Renditions)
            {
                snapshot.TakeBack(all);
            }
            else
            {
                snapshot.DropThumbnails(all);
            }

            return;
        }

        var offered = live.Offered(all);
        Find(BackupFinding.Missing, BackupFinding.Damaged, offered, findings);
        snapshot.Note([.. all.Where(id => !offered.Contains(id))], MediaState.Deleting);
        snapshot.Note([.. Missing.Where(offered.Contains)], MediaState.Missing);
        snapshot.Note([.. Damaged.Keys.Where(offered.Contains)], MediaState.Damaged);
    }

    private void Find(string missing, string damaged, IReadOnlySet<Guid> stillThere, BackupFindings findings)
    {
        foreach (var id in Missing.Where(stillThere.Contains))
        {
            findings.Add(new BackupFinding(missing, new KeptFile(folder, id).Path, "There is no file."));
        }

        foreach (var (id, what) in Damaged.Where(one => stillThere.Contains(one.Key)))
        {
            findings.Add(new BackupFinding(damaged, new KeptFile(folder, id).Path, what));
        }
    }
}
