using System.Globalization;
using MediaNode.Catalog;
using MediaNode.Formats;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Telemetry;
using MediaNode.Volumes;
using MediaNode.Wire;
using Microsoft.Net.Http.Headers;

namespace MediaNode.Downloads;

/// <summary>What a blob is given out as.</summary>
/// <param name="Key">The blob.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Length">Bytes it must have.</param>
/// <param name="Digest">The SHA-256 it must have.</param>
/// <param name="FileName">What it is saved as: printable ASCII of our own.</param>
/// <param name="Media">The media that it is, or is made of.</param>
internal sealed record Content(BlobKey Key, string Type, long Length, byte[] Digest, string FileName, Media Media);

/// <summary>Answers a GET or a HEAD with a blob, whole or in part, and never with a wrong byte.</summary>
internal sealed partial class BlobAnswers(
    BlobSender sender, VerifiedBlobs verified, Quarantine quarantine, NodeMetrics metrics, TimeProvider clock, ILogger<BlobAnswers> logger)
{
    /// <summary>Bytes: what fits into one block is checked before the head of the answer is sent.</summary>
    private const int SmallEnoughToCheckFirst = 64 << 10;

    /// <summary>Runs a download: counts it, and tells the client of a volume that cannot be read.</summary>
    public async Task CountAsync(HttpContext context, Func<Task<(DownloadOutcome Outcome, long Sent)>> download)
    {
        var started = clock.GetTimestamp();
        var outcome = DownloadOutcome.Aborted;
        var sent = 0L;
        try
        {
            (outcome, sent) = await download();
        }
        catch (OperationCanceledException)
        {
            // The client went away: nobody to tell. RequestAborted may say so a moment later.
            context.Abort();
        }
        catch (IOException failure) when (failure is not BadHttpRequestException)
        {
            Log.ReadFailed(logger, failure);
            await context.RefuseAsync(failure.ToRefusal());
        }
        finally
        {
            metrics.DownloadFinished(outcome, sent, clock.GetElapsedTime(started));
        }
    }

    /// <param name="context">The request.</param>
    /// <param name="content">What the bytes must be.</param>
    /// <param name="blob">The bytes.</param>
    /// <param name="knownDamaged">Whether they are known to be wrong.</param>
    /// <param name="damaged">Notes that the bytes are wrong, and says what the client is told if it can still be told.</param>
    public async Task<(DownloadOutcome Outcome, long Sent)> AnswerAsync(
        HttpContext context, Content content, Blob blob, bool knownDamaged, Func<Task<Refusal>> damaged)
    {
        var (request, response) = (context.Request, context.Response);
        var (key, _, length, digest, _, media) = content;
        // Before the client hears as much as that it has the right bytes already.
        if (WhyNot(media, digest) is { } blocked)
        {
            await context.RefuseAsync(blocked);
            return (DownloadOutcome.Quarantined, 0);
        }

        var tag = new EntityTagHeaderValue($"\"sha256-{Convert.ToHexStringLower(digest)}\"");
        if (Conditions.ClientWantsAnother(request, tag))
        {
            await context.RefuseAsync(Problem.PreconditionFailed.Because("The media has another ETag than If-Match asks for."));
            return (DownloadOutcome.NotModified, 0);
        }

        // These two belong to a 304 as well (RFC 9110, section 15.4.5).
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
        if (Conditions.ClientHasIt(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return (DownloadOutcome.NotModified, 0);
        }

        if (knownDamaged || blob.Length != length)
        {
            return await RefuseAsync(context, damaged);
        }

        var part = HttpMethods.IsGet(request.Method) ? Conditions.PartOf(request, tag, length) : ByteRange.Parse(null, length);
        if (part is RangeAnswer.Unsatisfiable)
        {
            response.Headers.ContentRange = $"bytes */{length}";
            await context.RefuseAsync(Problem.RangeNotSatisfiable.Because($"The media has {length} bytes; the range lies beyond them."));
            return (DownloadOutcome.Partial, 0);
        }

        var trusted = verified.Trusts(key, blob.Stamp);
        if (!trusted && (part is RangeAnswer.Part || length <= SmallEnoughToCheckFirst))
        {
            // A part cannot be verified by itself, and of a small body the client can still be told in words.
            trusted = verified.Verify(key, blob, length, digest);
            if (!trusted)
            {
                return await RefuseAsync(context, damaged);
            }
        }

        SetHeaders(response, content);
        var range = part is RangeAnswer.Part(var asked) ? asked : new ByteRange(0, length - 1);
        response.ContentLength = range.Length;
        if (part is RangeAnswer.Part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.First}-{range.Last}/{length}");
        }

        if (!HttpMethods.IsGet(request.Method))
        {
            return (DownloadOutcome.Served, 0);
        }

        if (trusted)
        {
            await sender.SendAsync(context, blob, range, IsBlocked, context.RequestAborted);
        }
        else if (await sender.SendVerifiedAsync(context, blob, digest, IsBlocked, context.RequestAborted))
        {
            verified.Add(key, blob.Stamp);
        }
        else if (!response.HasStarted)
        {
            return await RefuseAsync(context, damaged);
        }
        else
        {
            await damaged();
            context.Abort();
            return (DownloadOutcome.Damaged, 0);
        }

        return (part is RangeAnswer.Part ? DownloadOutcome.Partial : DownloadOutcome.Served, range.Length);

        bool IsBlocked() => quarantine.Blocks(media.Digest) || quarantine.Blocks(digest);
    }

    private Refusal? WhyNot(Media media, byte[] digest) => quarantine.IsEmpty ? null
        : quarantine.WhyNot(media.Digest, RefusedWhat.Download, media.Id.ToString()) ?? quarantine.WhyNot(digest, RefusedWhat.Download, media.Id.ToString());

    private static void SetHeaders(HttpResponse response, Content content)
    {
        var headers = response.Headers;
        response.ContentType = content.Type;
        headers.AcceptRanges = "bytes";
        // What a stranger uploaded is never rendered: not sniffed, saved rather than shown, and powerless if shown all the same.
        headers.XContentTypeOptions = "nosniff";
        headers.ContentDisposition = $"attachment; filename=\"{content.FileName}\"";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }

    private static async Task<(DownloadOutcome, long)> RefuseAsync(HttpContext context, Func<Task<Refusal>> damaged)
    {
        await context.RefuseAsync(await damaged());
        return (DownloadOutcome.Damaged, 0);
    }

    private static partial class Log
    {
        [LoggerMessage(1102, LogLevel.Error, "A media could not be read from the volume.")]
        public static partial void ReadFailed(ILogger logger, IOException failure);
    }
}
