using System.Globalization;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Formats;
using MediaNode.Problems;
using MediaNode.Telemetry;
using MediaNode.Volumes;
using MediaNode.Wire;
using Microsoft.Net.Http.Headers;

namespace MediaNode.Downloads;

/// <summary><c>GET /v1/media/{id}</c>: the bytes as they came in, whole or in part, and never a wrong one.</summary>
internal sealed partial class DownloadEndpoints(
    IVolume volume, MediaCatalog catalog, BlobSender sender, VerifiedBlobs verified, NodeMetrics metrics, TimeProvider clock,
    ILogger<DownloadEndpoints> logger)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var downloads = routes.ServiceProvider.GetRequiredService<DownloadEndpoints>();
        routes.MapMethods("/v1/media/{id}", ["GET", "HEAD"], new RequestDelegate(downloads.DownloadAsync)).WithMetadata(new Needs(Role.User));
    }

    private async Task DownloadAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var outcome = DownloadOutcome.Aborted;
        var sent = 0L;
        try
        {
            (outcome, sent) = await AnswerAsync(context);
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

    private async Task<(DownloadOutcome Outcome, long Sent)> AnswerAsync(HttpContext context)
    {
        if (!MediaId.TryParse(context.GetRouteValue("id") as string, out var id) || catalog.Find(id) is not { } media)
        {
            return NotFound(context);
        }

        using var blob = volume.Open(new BlobKey(BlobFolder.Outgoing, id.Value));
        if (blob is null)
        {
            await NoteAsync(media, MediaState.Missing);
            return NotFound(context);
        }

        if (media.State == MediaState.Missing)
        {
            // The operator brought the file back.
            media = media with { State = await catalog.TryChangeAsync(media, MediaState.Stored) ? MediaState.Stored : media.State };
        }

        var response = context.Response;
        var tag = new EntityTagHeaderValue($"\"sha256-{Convert.ToHexStringLower(media.Digest)}\"");
        if (Conditions.ClientWantsAnother(context.Request, tag))
        {
            await context.RefuseAsync(Problem.PreconditionFailed.Because("The media has another ETag than If-Match asks for."));
            return (DownloadOutcome.NotModified, 0);
        }

        // These two belong to a 304 as well (RFC 9110, section 15.4.5).
        response.Headers.ETag = tag.ToString();
        response.Headers.CacheControl = "private, no-cache";
        if (Conditions.ClientHasIt(context.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return (DownloadOutcome.NotModified, 0);
        }

        if (media.State == MediaState.Damaged || blob.Length != media.Length)
        {
            return await RefuseDamagedAsync(context, media);
        }

        var trusted = verified.Trusts(id, blob.Stamp);
        var part = HttpMethods.IsGet(context.Request.Method) ? Conditions.PartOf(context.Request, tag, media.Length) : ByteRange.Parse(null, media.Length);
        if (part is RangeAnswer.Unsatisfiable)
        {
            response.Headers.ContentRange = $"bytes */{media.Length}";
            await context.RefuseAsync(Problem.RangeNotSatisfiable.Because($"The media has {media.Length} bytes; the range lies beyond them."));
            return (DownloadOutcome.Partial, 0);
        }

        if (!trusted && (part is RangeAnswer.Part || media.Length <= SmallEnoughToCheckFirst))
        {
            // A part cannot be verified by itself, and of a small body the client can still be told in words.
            if (!BlobSender.Verify(blob, media.Digest))
            {
                return await RefuseDamagedAsync(context, media);
            }

            verified.Add(id, blob.Stamp);
            trusted = true;
        }

        SetHeaders(response, media);
        var range = part is RangeAnswer.Part(var asked) ? asked : new ByteRange(0, media.Length - 1);
        response.ContentLength = range.Length;
        if (part is RangeAnswer.Part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.First}-{range.Last}/{media.Length}");
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            return (DownloadOutcome.Served, 0);
        }

        if (trusted)
        {
            await sender.SendAsync(context, blob, range, context.RequestAborted);
        }
        else if (await sender.SendVerifiedAsync(context, blob, media.Digest, context.RequestAborted))
        {
            verified.Add(id, blob.Stamp);
        }
        else if (!response.HasStarted)
        {
            return await RefuseDamagedAsync(context, media);
        }
        else
        {
            await NoteAsync(media, MediaState.Damaged);
            context.Abort();
            return (DownloadOutcome.Damaged, 0);
        }

        return (part is RangeAnswer.Part ? DownloadOutcome.Partial : DownloadOutcome.Served, range.Length);
    }

    /// <summary>Bytes: what fits into one block is checked before the head of the answer is sent.</summary>
    private const int SmallEnoughToCheckFirst = 64 << 10;

    private static void SetHeaders(HttpResponse response, Media media)
    {
        var headers = response.Headers;
        response.ContentType = media.Type;
        headers.AcceptRanges = "bytes";
        // What a stranger uploaded is never rendered: not sniffed, saved rather than shown, and powerless if shown all the same.
        headers.XContentTypeOptions = "nosniff";
        headers.ContentDisposition = $"attachment; filename=\"{media.Id}\"";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }

    /// <summary>404 with no body, the one place where the original has no error envelope.</summary>
    private static (DownloadOutcome, long) NotFound(HttpContext context)
    {
        context.Response.StatusCode = Problem.MediaNotFound.Status;
        context.Response.ContentLength = 0;
        return (DownloadOutcome.NotFound, 0);
    }

    private async Task<(DownloadOutcome, long)> RefuseDamagedAsync(HttpContext context, Media media)
    {
        await NoteAsync(media, MediaState.Damaged);
        await context.RefuseAsync(Problem.MediaDamaged.Because("The stored bytes have changed since they were uploaded; they are not given out."));
        return (DownloadOutcome.Damaged, 0);
    }

    private async Task NoteAsync(Media media, MediaState state)
    {
        if (media.State != state && await catalog.TryChangeAsync(media, state))
        {
            Log.StateChanged(logger, media.Id, state);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Warning, "Media {Id} is {State} now: Missing is a file gone from the volume, Damaged one that no longer has its digest.")]
        public static partial void StateChanged(ILogger logger, MediaId id, MediaState state);

        [LoggerMessage(1102, LogLevel.Error, "A media could not be read from the volume.")]
        public static partial void ReadFailed(ILogger logger, IOException failure);
    }
}
