using MediaNode.Catalog;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Reconciling;

/// <summary>Looks at the files of a folder: which of them no row knows. Constant memory: a batch of names at a time is asked for.</summary>
/// <remarks>A row comes before its file does and goes after it, so that a file without one is nobody's, unless it goes at this moment.</remarks>
internal sealed class OrphanWalk(
    TruthCatalog truth, PassCatalog passes, StoredFiles stored, IVolume volume, Adoption adoption, IOptions<ReconcilingOptions> options, TimeProvider clock,
    FindingLog log)
{
    private const int Batch = 5000;

    /// <summary>Looks, before anything is removed, how much that would be: a catalogue from long ago knows none of what came since.</summary>
    /// <returns>Why nothing is removed from the folder; null when it may be.</returns>
    public string? WhyNot(Pass pass, BlobFolder folder, CancellationToken stopping)
    {
        // A rendition is made again when it is wanted, and what is adopted is not removed.
        if (!pass.Fixes || pass.IsForced || folder == BlobFolder.Renditions || (pass.Adopts && folder == BlobFolder.Outgoing))
        {
            return null;
        }

        var (all, going) = (0L, 0L);
        foreach (var names in stored.Names(folder).Chunk(Batch))
        {
            stopping.ThrowIfCancellationRequested();
            all += names.Length;
            going += Unknown([.. names.Select(IdOf).OfType<Guid>()], folder).Count(id => IsOld(new BlobKey(folder, id)));
        }

        return Suspicion.Falls(going, all)
            ? $"{going} of {all} files in {BlobKey.FolderName(folder)}/ are known to no row, and would be removed: is the catalogue the right one? Nothing was removed "
                + "there. Where they are to go indeed: reconcile --fix --force; to make media of those in outgoing/: reconcile --adopt."
            : null;
    }

    /// <summary>Goes over a folder from its beginning to its end.</summary>
    /// <returns>False when the pass was ended meanwhile.</returns>
    public async Task<bool> FolderAsync(Pass pass, BlobFolder folder, CancellationToken stopping)
    {
        await passes.BeginFolderAsync(pass);
        foreach (var names in stored.Names(folder).Chunk(Batch))
        {
            stopping.ThrowIfCancellationRequested();
            var findings = new List<Finding>();
            var ids = new List<Guid>();
            foreach (var name in names)
            {
                if (IdOf(name) is { } id)
                {
                    ids.Add(id);
                }
                else
                {
                    findings.Add(new Finding(FindingKind.Strange, $"{BlobKey.FolderName(folder)}/{name}", "Its name is no id; it is let be."));
                }
            }

            foreach (var id in Unknown(ids, folder))
            {
                if (await OrphanAsync(pass, new BlobKey(folder, id), stopping) is { } finding)
                {
                    findings.Add(finding);
                }
            }

            log.Tell(pass, findings);
            if (!await passes.AdvanceAsync(pass, pass.Part, pass.After, names.Length, 0, findings))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>In lower case, as they are given out: in upper case it is another file.</summary>
    private static Guid? IdOf(string name) => Guid.TryParseExact(name, "D", out var id) && id.ToString("D") == name ? id : null;

    private IEnumerable<Guid> Unknown(IReadOnlyList<Guid> ids, BlobFolder folder)
    {
        var known = folder == BlobFolder.Renditions ? truth.KnownRenditions(ids) : truth.KnownMedia(ids, folder == BlobFolder.Incoming);
        return ids.Where(id => !known.Contains(id));
    }

    private bool IsOld(BlobKey key)
    {
        using var file = stored.Open(key);
        return file is not null && IsOld(file);
    }

    private bool IsOld(StoredFile file) => clock.GetUtcNow() - file.ChangedAt >= options.Value.OrphanGrace;

    private async Task<Finding?> OrphanAsync(Pass pass, BlobKey key, CancellationToken stopping)
    {
        try
        {
            using var file = stored.Open(key);
            if (file is null)
            {
                return Path.Exists(volume.PathOf(key)) || new FileInfo(volume.PathOf(key)).LinkTarget is not null
                    ? new Finding(FindingKind.Strange, key.Path, "It is no file; it is let be.")
                    : null;
            }

            if (!IsOld(file))
            {
                return new Finding(FindingKind.Orphan, key.Path, $"{file.Stamp.Length} bytes; younger than Reconciling:OrphanGrace.");
            }

            if (pass.Adopts && key.Folder == BlobFolder.Outgoing)
            {
                var whyNot = await adoption.TryAsync(key, file, stopping);
                return new Finding(FindingKind.Orphan, key.Path, whyNot ?? "It is a media now.", IsMended: whyNot is null);
            }

            if (!pass.Fixes || stored.IsUnderWay(key))
            {
                return new Finding(FindingKind.Orphan, key.Path, $"{file.Stamp.Length} bytes.");
            }

            volume.Delete(key);
            return new Finding(FindingKind.Orphan, key.Path, $"{file.Stamp.Length} bytes, removed.", IsMended: true);
        }
        catch (IOException fault)
        {
            return new Finding(FindingKind.Unreadable, key.Path, fault.Message);
        }
    }
}
