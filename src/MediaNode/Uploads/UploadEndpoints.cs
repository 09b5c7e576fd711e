using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Telemetry;
using MediaNode.Volumes;
using MediaNode.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace MediaNode.Uploads;

/// <summary><c>POST /v1/media</c>: the raw bytes of a file, and an id for them that survives a power cut.</summary>
internal sealed partial class UploadEndpoints(
    IVolume volume, MediaCatalog catalog, UploadBudget budget, Quarantine quarantine, IOptions<UploadOptions> options, NodeMetrics metrics, TimeProvider clock,
    ILogger<UploadEndpoints> logger)
{
    private static ReadOnlySpan<byte> AnswerHead => "{\"media\":[{\"id\":\""u8;

    private static ReadOnlySpan<byte> AnswerTail => "\"}],\"meta\":{\"api_status\":\"stable\",\"version\":\"v2.49.1\"}}"u8;

    private readonly UploadOptions _options = options.Value;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var uploads = routes.ServiceProvider.GetRequiredService<UploadEndpoints>();
        routes.MapPost("/v1/media", new RequestDelegate(uploads.UploadAsync)).WithMetadata(new Needs(Role.User));
    }

    private async Task UploadAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var length = 0L;
        metrics.UploadStarted();
        try
        {
            var (refusal, type) = UploadChecks.Check(context.Request, _options);
            var expiresAfter = (TimeSpan?)null;
            refusal ??= UploadExpiry.Read(context.Request.Headers, out expiresAfter);
            if (refusal is null)
            {
                using var lease = budget.TryAdmit(context.Request.ContentLength, out refusal);
                if (lease is not null)
                {
                    (refusal, length) = await StoreAsync(context, type, expiresAfter, lease);
                }
            }

            metrics.UploadFinished(OutcomeOf(refusal), length, clock.GetElapsedTime(started));
            if (refusal is not null)
            {
                await context.RefuseAsync(refusal);
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or ConnectionResetException)
        {
            // The client went away within its upload: nothing was kept, and there is nobody to tell. RequestAborted may say so a moment later.
            context.Abort();
            metrics.UploadFinished(UploadOutcome.ClientGone, 0, clock.GetElapsedTime(started));
        }
        catch (BadHttpRequestException)
        {
            // Shorter than its declared length, malformed, or too slow: Edge tells the client.
            metrics.UploadFinished(UploadOutcome.Refused, 0, clock.GetElapsedTime(started));
            throw;
        }
        finally
        {
            metrics.UploadEnded();
        }
    }

    /// <summary>Receives, syncs, records, publishes and answers; or says why not, with nothing left behind.</summary>
    private async Task<(Refusal? Refusal, long Length)> StoreAsync(
        HttpContext context, string type, TimeSpan? expiresAfter, UploadBudget.Lease lease)
    {
        Media media;
        try
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            {
                size.MaxRequestBodySize = null; // BodyReceiver counts, and refuses in our own words.
            }

            var id = MediaId.New(clock);
            using var blob = volume.Create(new BlobKey(BlobFolder.Outgoing, id.Value));
            var result = await BodyReceiver.ReceiveAsync(
                context.Request.BodyReader, context.Request.ContentLength, _options.MaxBytes, blob, lease, context.RequestAborted);
            if (result is not ReceiveResult.Received(var length, var digest))
            {
                return (((ReceiveResult.Refused)result).Refusal, 0);
            }

            if (WhyNot(id, digest) is { } blocked)
            {
                return (blocked, length);
            }

            // Durable before visible, and visible before acknowledged. From here on a client that goes away changes nothing.
            var now = clock.GetUtcNow();
            media = new Media { Id = id, Type = type, Length = length, Digest = digest, CreatedAt = now, ExpiresAt = now + expiresAfter };
            await volume.SyncAsync(blob);
            if (!await catalog.AddAsync(media))
            {
                // Blocked since then; or blocked and released, and then the client may well try again.
                return (WhyNot(id, digest) ?? Problem.Overloaded.Because("The content was just being released from quarantine. Send it again."), length);
            }

            await PublishAsync(media, blob);
        }
        catch (IOException failure) when (!context.RequestAborted.IsCancellationRequested && failure is not (BadHttpRequestException or ConnectionResetException))
        {
            Log.VolumeFailed(logger, failure);
            return (failure.ToRefusal(), 0);
        }
        catch (SqliteException failure)
        {
            Log.CatalogueFailed(logger, failure);
            return (failure.ToRefusal(), 0);
        }

        Answer(context, media.Id);
        return (null, media.Length);
    }

    private Refusal? WhyNot(MediaId id, byte[] digest) =>
        quarantine.Blocks(digest) ? quarantine.WhyNot(digest, RefusedWhat.Upload, id.ToString()) : null;

    private async Task PublishAsync(Media media, BlobWriter blob)
    {
        try
        {
            volume.Publish(blob.Key);
            blob.Keep();
        }
        catch (IOException)
        {
            // Not acknowledged, so not to be seen either. The bytes stay as long as the row offers them.
            blob.Keep();
            await catalog.StopOfferingAsync(media.Id);
            volume.Delete(blob.Key);
            await catalog.RemoveAsync(media.Id);
            throw;
        }
    }

    private void Answer(HttpContext context, MediaId id)
    {
        var response = context.Response;
        response.StatusCode = _options.Status;
        response.ContentType = "application/json";
        var length = AnswerHead.Length + 36 + AnswerTail.Length;
        response.ContentLength = length;
        var body = response.BodyWriter.GetSpan(length);
        AnswerHead.CopyTo(body);
        id.Value.TryFormat(body[AnswerHead.Length..], out _, "D");
        AnswerTail.CopyTo(body[(AnswerHead.Length + 36)..]);
        response.BodyWriter.Advance(length);
    }

    private static UploadOutcome OutcomeOf(Refusal? refusal) => refusal?.Problem switch
    {
        null => UploadOutcome.Stored,
        { } problem when problem == Problem.MediaTooLarge => UploadOutcome.TooLarge,
        { } problem when problem == Problem.VolumeFull => UploadOutcome.VolumeFull,
        { } problem when problem == Problem.Overloaded => UploadOutcome.Overloaded,
        { Status: >= 500 } => UploadOutcome.Failed,
        _ => UploadOutcome.Refused,
    };

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Error, "An upload could not be written to the volume; the client was told so.")]
        public static partial void VolumeFailed(ILogger logger, IOException failure);

        [LoggerMessage(1002, LogLevel.Error, "An upload could not be recorded in the catalogue; the client was told so.")]
        public static partial void CatalogueFailed(ILogger logger, SqliteException failure);
    }
}
