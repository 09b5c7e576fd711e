using MediaNode.Catalog;
using MediaNode.Telemetry;
using MediaNode.Volumes;

namespace MediaNode.Retention;

/// <summary>Goes over media, a page at a time: what is to go goes.</summary>
/// <remarks>
/// The order of <see cref="MediaRemoval"/>, for many at once: the rows stop offering, the bytes go, the rows go. After a crash the start finishes what
/// had begun, after a fault the next sweep does, and a pass goes on behind its last page.
/// </remarks>
internal sealed class MediaSweep(
    RetentionCatalog catalog, MediaCatalog media, IVolume volume, MediaRemoval removal, NodeMetrics metrics, TimeProvider clock)
{
    /// <summary>So many rows are looked at between two looks at whether to stop.</summary>
    private const int Page = 1000;

    // Of them few go in one write: it lasts about two milliseconds, and an upload waits behind one at the most.
    private const int MostAtOnce = 50;

    // A row that only goes is soon gone.
    private const int MostRemoved = 200;

    /// <summary>Judges a page, and forgets of it what is to go.</summary>
    /// <param name="judge">By which rules.</param>
    /// <param name="sweep">Whose they are counted as.</param>
    /// <param name="after">The last id of the page before; null for the first.</param>
    /// <param name="enough">Asked between two batches whether no more is to go; null when all are.</param>
    /// <param name="stopping">Stops between two batches.</param>
    /// <returns>How many rows were looked at, and behind which the next page begins; null after the last.</returns>
    /// <exception cref="UnreadableException">It could not be found out what is to go.</exception>
    public async Task<(int Looked, MediaId? Next)> PageAsync(Judge judge, long sweep, MediaId? after, Func<bool>? enough, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var page = UnreadableException.Guard(() => catalog.Page(after, judge.Shortest is { } age ? now - age : DateTimeOffset.UnixEpoch, Page));
        var going = page.Candidates.Select(one => (Media: one, Judgement: judge.Of(one, now))).Where(one => one.Judgement.Goes).ToList();
        // Their files share one flush, but where each batch is to show whether it was enough.
        foreach (var together in going.Chunk(enough is null ? Page : MostAtOnce))
        {
            if (enough?.Invoke() == true)
            {
                break;
            }

            var gone = new List<KeptMedia>();
            foreach (var batch in together.Chunk(MostAtOnce))
            {
                stopping.ThrowIfCancellationRequested();
                var why = batch.ToDictionary(one => one.Media.Id, one => one.Judgement.Why);
                gone.AddRange(await catalog.StopOfferingAsync([.. batch.Select(one => one.Media)], one => why[one.Id], page.Seen, sweep));
            }

            await FinishAsync([.. gone.Select(one => one.Id)], gone.Where(one => one.HasKeys).Select(one => one.Id));
            metrics.MediaForgotten(gone.Count);
        }

        return (page.Looked, page.Next);
    }

    /// <summary>Finishes what a fault left half done, of sweeps and of deletes.</summary>
    public async Task FinishAsync()
    {
        await removal.FinishAsync();
        var left = catalog.Unfinished();
        await FinishAsync(left, left);
    }

    private async Task FinishAsync(IReadOnlyList<MediaId> going, IEnumerable<MediaId> lodged)
    {
        if (going.Count == 0)
        {
            return;
        }

        foreach (var id in going)
        {
            media.Forget(id);
            volume.Delete(new BlobKey(BlobFolder.Outgoing, id.Value));
            volume.Delete(new BlobKey(BlobFolder.Incoming, id.Value));
        }

        foreach (var blob in catalog.BlobsOf(going))
        {
            volume.Delete(new BlobKey(BlobFolder.Renditions, blob));
        }

        // A batch of them shares a commit or two.
        foreach (var batch in lodged.Chunk(MostAtOnce))
        {
            await Task.WhenAll(batch.Select(removal.LetGoAsync));
        }

        // Were the rows gone before the files are surely gone, a power cut could bring files back with nobody to know them.
        await volume.SyncDeletionsAsync();
        foreach (var batch in going.Chunk(MostRemoved))
        {
            await catalog.RemoveAsync(batch);
        }
    }
}
