using MediaNode.Catalog;
using MediaNode.Volumes;

namespace MediaNode.Retention;

/// <summary>One pass over all media, a page at a time: what is to go goes.</summary>
/// <remarks>
/// The order of <see cref="MediaRemoval"/>, for a page at once: the rows stop offering, the bytes go, the rows go. After a crash the start
/// finishes what had begun, and the pass goes on behind the last page.
/// </remarks>
internal sealed class Sweep(
    RetentionCatalog catalog, MediaCatalog media, RenditionCatalog renditions, IVolume volume, MediaRemoval removal, Judge judge, RetentionRules rules,
    TimeProvider clock)
{
    // So many rows are judged between two looks at whether to stop. Of them few go in one write, which so lasts about a millisecond.
    private const int Page = 500;
    private const int MostAtOnce = 50;

    // Nothing is judged by a rule that is younger than the shortest of them.
    private readonly TimeSpan _shortest = rules.Shortest ?? TimeSpan.FromDays(36_500);

    /// <summary>Judges a page, and forgets of it what is to go.</summary>
    /// <param name="after">The last id of the page before; null for the first.</param>
    /// <param name="stopping">Stops between two batches.</param>
    public async Task<SweptPage> PageAsync(MediaId? after, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var page = catalog.Page(after, now - _shortest, Page);
        var (count, bytes) = (0L, 0L);
        foreach (var batch in page.Candidates.Where(one => judge.Of(one, now).Goes).Chunk(MostAtOnce))
        {
            stopping.ThrowIfCancellationRequested();
            foreach (var gone in await ForgetAsync(batch, one => judge.Of(one, now).Why))
            {
                (count, bytes) = (count + 1, bytes + gone.Length);
            }
        }

        return new SweptPage(page.Next, page.Looked, count, bytes);
    }

    /// <summary>Forgets media that nobody needs.</summary>
    /// <returns>Those of them that went: one that was used meanwhile stays.</returns>
    private async Task<IReadOnlyList<KeptMedia>> ForgetAsync(IReadOnlyList<KeptMedia> batch, Func<KeptMedia, string> why)
    {
        var going = await catalog.StopOfferingAsync(batch, why);
        foreach (var one in going)
        {
            media.Forget(one.Id);
            MediaRemoval.DeleteBlobs(volume, renditions, one.Id);
            await removal.LetGoAsync(one.Id);
        }

        if (going.Count > 0)
        {
            // Were the rows gone before the files are surely gone, a power cut could bring files back with nobody to know them.
            await volume.SyncDeletionsAsync();
            await catalog.RemoveAsync(going);
        }

        return going;
    }
}

/// <summary>What came of a page.</summary>
/// <param name="Next">Behind which the next begins; null after the last.</param>
/// <param name="Looked">Rows that were looked at.</param>
/// <param name="Forgotten">Media that went.</param>
/// <param name="Bytes">Theirs, with what was made of them.</param>
internal sealed record SweptPage(MediaId? Next, int Looked, long Forgotten, long Bytes);
