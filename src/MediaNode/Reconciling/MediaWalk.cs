using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Volumes;

namespace MediaNode.Reconciling;

/// <summary>Looks at the file of each media: is it there, is it as long as it was, and, where bytes are read, has it its digest.</summary>
internal sealed class MediaWalk(MediaCatalog catalog, MediaFiles files, StoredFiles stored, DigestReader reader)
{
    private const int Page = 500;

    /// <param name="pass">Behind which row to begin, and whether to read.</param>
    /// <param name="pace">How fast.</param>
    /// <param name="enough">Asked after each media whether that is enough for once.</param>
    /// <param name="stopping">Stops between two reads.</param>
    public async Task<Step> PageAsync(Pass pass, Pace pace, Func<bool> enough, CancellationToken stopping)
    {
        var page = catalog.List(MediaFilter.None, MediaId.TryParse(pass.After, out var after) ? after : null, Page);
        var (findings, looked, bytes, last) = (new List<Finding>(), 0, 0L, (MediaId?)null);
        foreach (var media in page)
        {
            if (last is not null && enough())
            {
                break;
            }

            stopping.ThrowIfCancellationRequested();
            var (finding, read) = await LookAsync(media, pass, pace, stopping);
            // Of a media that was deleted meanwhile nothing is missing.
            if (finding is { } found && catalog.Find(media.Id) is not null)
            {
                findings.Add(found);
            }

            (last, looked, bytes) = (media.Id, looked + 1, bytes + read);
        }

        return new Step(looked, bytes, looked == page.Count && page.Count < Page ? null : last.ToString(), findings);
    }

    private async Task<(Finding? Finding, long Read)> LookAsync(Media media, Pass pass, Pace pace, CancellationToken stopping)
    {
        var key = MediaFiles.KeyOf(media);
        try
        {
            // A row comes before its file does: what is not there may be on its way, and be there by now.
            using var file = stored.Open(key) ?? (stored.IsUnderWay(key) ? null : stored.Open(key));
            if (file is null)
            {
                return (stored.IsUnderWay(key) ? null : await MissAsync(media), 0);
            }

            if (file.Stamp.Length != media.Length)
            {
                await files.NoteAsync(media, MediaState.Damaged);
                return (Of(FindingKind.Damaged, media, $"The file has {file.Stamp.Length} bytes and had {media.Length}."), 0);
            }

            if (pass.IsQuick)
            {
                return (await SeenAsync(media), 0);
            }

            var digest = await reader.ReadAsync(file, pace, stopping);
            if (digest.AsSpan().SequenceEqual(media.Digest))
            {
                return (await SoundAsync(media, pass), media.Length);
            }

            await files.NoteAsync(media, MediaState.Damaged);
            return (Of(FindingKind.Damaged, media, "The bytes have not the digest that they were stored with."), media.Length);
        }
        catch (IOException fault)
        {
            return (Of(FindingKind.Unreadable, media, fault.Message), 0);
        }
    }

    private async Task<Finding?> MissAsync(Media media)
    {
        // What was damaged stays so: a file that is brought back must show that it is the right one.
        if (media.State == MediaState.Stored)
        {
            await files.NoteAsync(media, MediaState.Missing);
        }

        return Of(FindingKind.Missing, media, "There is no file.");
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
