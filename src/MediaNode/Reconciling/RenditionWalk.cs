using MediaNode.Catalog;
using MediaNode.Renditions;
using MediaNode.Volumes;

namespace MediaNode.Reconciling;

/// <summary>Looks at the files of renditions. One that is gone or wrong is dropped: it is made again when it is wanted.</summary>
internal sealed class RenditionWalk(TruthCatalog truth, RenditionCatalog catalog, RenditionShelf shelf, StoredFiles stored, DigestReader reader)
{
    private const int Page = 200;

    /// <inheritdoc cref="MediaWalk.PageAsync"/>
    public async Task<Step> PageAsync(Pass pass, Pace pace, Func<bool> enough, CancellationToken stopping)
    {
        var page = truth.WithRenditions(pass.After, Page);
        var (findings, looked, bytes, last, done) = (new List<Finding>(), 0, 0L, (MediaId?)null, 0);
        foreach (var media in page)
        {
            if (last is not null && enough())
            {
                break;
            }

            foreach (var rendition in catalog.Of(media).Where(one => one.State == RenditionState.Ready))
            {
                stopping.ThrowIfCancellationRequested();
                var (what, read) = await WhyNotAsync(rendition, pass, pace, stopping);
                (looked, bytes) = (looked + 1, bytes + read);
                // One that was taken back meanwhile, or went with its media, is none to be told of.
                if (what is { } why && catalog.Find(rendition.Key)?.MadeAt == rendition.MadeAt)
                {
                    await shelf.TakeBackAsync(rendition);
                    findings.Add(new Finding(FindingKind.Rendition, $"{media} as {rendition.Key.Kind}", why, IsMended: true));
                }
            }

            (last, done) = (media, done + 1);
        }

        return new Step(looked, bytes, done == page.Count && page.Count < Page ? null : last.ToString(), findings);
    }

    private async Task<(string? What, long Read)> WhyNotAsync(Rendition rendition, Pass pass, Pace pace, CancellationToken stopping)
    {
        if (rendition.Thumbnail is { } thumbnail && !IsThere(thumbnail))
        {
            return ("Its thumbnail is gone.", 0);
        }

        if (rendition.Blob is not { } blob)
        {
            return (null, 0);
        }

        try
        {
            using var file = stored.Open(Key(blob));
            if (file is null)
            {
                return (IsThere(blob) ? null : "There is no file.", 0);
            }

            return file.Stamp.Length != rendition.Length ? ($"The file has {file.Stamp.Length} bytes and had {rendition.Length}.", 0)
                : pass.IsQuick || (await reader.ReadAsync(file, pace, stopping)).AsSpan().SequenceEqual(rendition.Digest) ? (null, pass.IsQuick ? 0 : rendition.Length)
                : ("The bytes have not the digest that they were stored with.", rendition.Length);
        }
        catch (IOException fault)
        {
            return ($"The disk does not give it: {fault.Message}", 0);
        }
    }

    /// <summary>Whether it is where it belongs, or on its way there: a row comes before its files do.</summary>
    private bool IsThere(Guid blob)
    {
        for (var look = 0; look < 2; look++)
        {
            using var file = stored.Open(Key(blob));
            if (file is not null || stored.IsUnderWay(Key(blob)))
            {
                return true;
            }
        }

        return false;
    }

    private static BlobKey Key(Guid blob) => new(BlobFolder.Renditions, blob);
}
