using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Renditions;
using Microsoft.Extensions.Caching.Memory;

namespace MediaNode.Messages;

/// <summary>Whether the media that a message names is here, and of the sort that its kind is made from.</summary>
/// <remarks>
/// Cheap, for it is asked with every message: the type that the upload claimed decides where it fits, and only where it does not is the
/// header read, once. Whether it can be made to fit is found when its rendition is made.
/// </remarks>
internal sealed class SendableMedia(MediaCatalog catalog, MediaFiles files, MeasuredMedia measured, Quarantine quarantine) : IDisposable
{
    // Verdicts of the media sent lately, some 200 bytes each. The bytes of a media never change, so a verdict stays right.
    private readonly MemoryCache _verdicts = new(new MemoryCacheOptions { SizeLimit = 50_000, CompactionPercentage = 0.2 });

    /// <summary>There is no such media.</summary>
    public static Finding Unknown(Attachment attachment) => Refused(
        attachment, "names no media of this node: it was never here, or it is deleted. Upload the file with POST /v1/media.").Item2!;

    /// <returns>As which kind it goes, or why it does not.</returns>
    public async ValueTask<(Kind Kind, Finding? WhyNot)> LookAsync(Attachment attachment)
    {
        if (catalog.Find(attachment.Media) is not { } media)
        {
            return (default, Unknown(attachment));
        }

        if (WhyBlocked(attachment) is { } blocked)
        {
            return (attachment.Kind, blocked);
        }

        if (media.State == MediaState.Damaged)
        {
            return Damaged(attachment);
        }

        if (media.State == MediaState.Missing && !await IsBackAsync(media))
        {
            return Missing(attachment);
        }

        if (ClaimedKind.Of(media.Type, attachment) is { } kind)
        {
            return (kind, null);
        }

        var key = (attachment.Media, attachment.Kind, attachment.PdfOnly);
        if (!_verdicts.TryGetValue(key, out Verdict? verdict))
        {
            if (measured.Known(media.Id) is not { } facts)
            {
                var (found, blob) = await files.OpenAsync(media);
                if (blob is null)
                {
                    return found.State == MediaState.Damaged ? Damaged(attachment) : Missing(attachment);
                }

                using (blob)
                {
                    facts = MediaSniffer.Inspect(new BlobSource(blob));
                }
            }

            verdict = Verdict.Of(facts, attachment);
            _verdicts.Set(key, verdict, new MemoryCacheEntryOptions { Size = 1 });
        }

        return verdict!.Words is { } words
            ? (attachment.Kind, Finding.Of(attachment.Path, attachment.PdfOnly ? Problem.TemplateMediaUnsupported : Problem.ParameterInvalid, words))
            : (attachment.Voice ?? verdict.IsVoice ? Kind.Voice : attachment.Kind, null);
    }

    /// <returns>Why a media is not taken whose content is in quarantine; null when it is not.</returns>
    public Finding? WhyBlocked(Attachment attachment) =>
        !quarantine.IsEmpty && catalog.Find(attachment.Media) is { } media
            && quarantine.WhyNot(media.Digest, RefusedWhat.Message, media.Id.ToString()) is { } why
            ? Finding.Of(attachment.Path, why.Problem, $"names a media that is not sent. {why.Details}")
            : null;

    public void Dispose() => _verdicts.Dispose();

    private async Task<bool> IsBackAsync(Media media)
    {
        var (_, blob) = await files.OpenAsync(media);
        using (blob)
        {
            return blob is not null;
        }
    }

    private static (Kind, Finding?) Missing(Attachment attachment) =>
        Refused(attachment, "names a media whose file is gone from the volume. Bring the file back, or upload it again.");

    private static (Kind, Finding?) Damaged(Attachment attachment) =>
        Refused(attachment, "names a media whose bytes have changed since they were uploaded; they are not sent. Upload the file again.");

    private static (Kind, Finding?) Refused(Attachment attachment, string words) =>
        (attachment.Kind, Finding.Of(attachment.Path, Problem.ParameterInvalid, words));
}
