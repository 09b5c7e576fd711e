using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Volumes;

namespace MediaNode.Reconciling;

/// <summary>Looks at the file of each media: is it there, is it as long as it was, and, where bytes are read, has it its digest.</summary>
internal sealed class MediaWalk(MediaCatalog catalog, TruthCatalog truth, MediaFiles files, StoredFiles stored, DigestReader reader)
{
    // How far a pass has come is written down for each page, and that is what takes most of its time.
    private const int Page = 5000;

    // So many are marked in a commit or two, and an upload that comes between waits for one.
    private const int MarkedTogether = 50;

    // By the kind of pass, of which one is under way at a time. After a restart it is counted anew.
    private readonly (long Pass, long Count)[] _harmed = new (long, long)[Enum.GetValues<PassKind>().Length];

    /// <param name="pass">Behind which row to begin, and whether to read.</param>
    /// <param name="pace">How fast.</param>
    /// <param name="enough">Asked after each media whether that is enough for once.</param>
    /// <param name="stopping">Stops between two reads.</param>
    /// <returns>What came of it. Where suspiciously much is gone or wrong, none of the page is marked, and the step says so.</returns>
    public async Task<Step> PageAsync(Pass pass, Pace pace, Func<bool> enough, CancellationToken stopping)
    {
        var page = catalog.List(MediaFilter.None, MediaId.TryParse(pass.After, out var after) ? after : null, Page);
        var (findings, looked, bytes, last) = (new List<Finding>(), 0, 0L, (MediaId?)null);
        var harmed = new List<(Media Media, MediaState State)>();
        foreach (var media in page)
        {
            if (last is not null && enough())
            {
                break;
            }

            stopping.ThrowIfCancellationRequested();
            var (finding, read, state) = await LookAsync(media, pass, pace, stopping);
            // Of a media that was deleted meanwhile nothing is missing.
            if (finding is { } found && catalog.Find(media.Id) is not null)
            {
                findings.Add(found);
                if (state is { } worse && media.State != worse)
                {
                    harmed.Add((media, worse));
                }
            }

            (last, looked, bytes) = (media.Id, looked + 1, bytes + read);
        }

        if (harmed.Count > 0 && WhyNot(pass, harmed.Count) is { } why)
        {
            return new Step(looked, bytes, pass.After, findings, why);
        }

        foreach (var few in harmed.Chunk(MarkedTogether))
        {
            await Task.WhenAll(few.Select(one => files.NoteAsync(one.Media, one.State)));
        }

        return new Step(looked, bytes, looked == page.Count && page.Count < Page ? null : last.ToString(), findings);
    }

    /// <summary>What waits for a media fails once it is marked, and for good: so many at once are marked only when an operator insists.</summary>
    private string? WhyNot(Pass pass, int more)
    {
        ref var harmed = ref _harmed[(int)pass.Kind];
        harmed = (pass.Id, more + (harmed.Pass == pass.Id ? harmed.Count : 0));
        if (pass.IsForced || harmed.Count < Suspicion.Least)
        {
            return null;
        }

        // Those of earlier passes count as well, or each would mark a tenth.
        var (all, before) = truth.Count();
        return !Suspicion.Falls(before + more, all) ? null
            : $"{before + more} of {all} media were found missing or damaged, and it is not over: is the volume whole? The last {more} of them were not marked, "
                + "and the pass ended here. Where they are lost indeed: reconcile --force.";
    }

    /// <returns>What was found, how many bytes were read, and as what the media has to be marked.</returns>
    private async Task<(Finding? Finding, long Read, MediaState? State)> LookAsync(Media media, Pass pass, Pace pace, CancellationToken stopping)
    {
        var key = MediaFiles.KeyOf(media);
        try
        {
            // A row comes before its file does: what is not there may be on its way, and be there by now.
            using var file = stored.Open(key) ?? (stored.IsUnderWay(key) ? null : stored.Open(key));
            if (file is null)
            {
                // What was damaged stays so: a file that is brought back must show that it is the right one.
                return stored.IsUnderWay(key)
                    ? (null, 0, null)
                    : (Of(FindingKind.Missing, media, "There is no file."), 0, media.State == MediaState.Stored ? MediaState.Missing : null);
            }

            if (file.Stamp.Length != media.Length)
            {
                return (Of(FindingKind.Damaged, media, $"The file has {file.Stamp.Length} bytes and had {media.Length}."), 0, MediaState.Damaged);
            }

            if (pass.IsQuick)
            {
                return (await SeenAsync(media), 0, null);
            }

            var digest = await reader.ReadAsync(file, pace, stopping);
            if (digest.AsSpan().SequenceEqual(media.Digest))
            {
                return (await SoundAsync(media, pass), media.Length, null);
            }

            return (Of(FindingKind.Damaged, media, "The bytes have not the digest that they were stored with."), media.Length, MediaState.Damaged);
        }
        catch (IOException fault)
        {
            return (Of(FindingKind.Unreadable, media, fault.Message), 0, null);
        }
    }

    /// <summary>The file is there, and nobody read it.</summary>
    private async Task<Finding?> SeenAsync(Media media)
    {
        switch (media.State)
        {
            case MediaState.Missing:
                await files.NoteAsync(media, MediaState.Stored);
                return Of(FindingKind.Returned, media, "The file is there again.", mended: true);
            case MediaState.Damaged:
                return Of(FindingKind.Damaged, media, "The bytes were found damaged before.");
            default:
                return null;
        }
    }

    private async Task<Finding?> SoundAsync(Media media, Pass pass)
    {
        if (media.State == MediaState.Damaged && !pass.Fixes)
        {
            return Of(FindingKind.Damaged, media, "It was damaged, and its bytes have their digest again: with fix it is offered again.");
        }

        return media.State is MediaState.Damaged ? await ReturnAsync(media, "The bytes have their digest again.") : await SeenAsync(media);
    }

    private async Task<Finding?> ReturnAsync(Media media, string what)
    {
        await files.NoteAsync(media, MediaState.Stored);
        return Of(FindingKind.Returned, media, what, mended: true);
    }

    private static Finding Of(FindingKind kind, Media media, string what, bool mended = false) => new(kind, media.Id.ToString(), what, mended);
}
