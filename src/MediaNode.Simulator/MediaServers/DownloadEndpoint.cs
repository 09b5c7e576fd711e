using MediaNode.Formats;
using MediaNode.Simulator.Faults;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.MediaServers;

/// <summary><c>GET</c> and <c>HEAD</c> of a <c>direct_path</c>: for anybody who knows it, until it expires.</summary>
internal sealed class DownloadEndpoint(MediaStore store, DownloadCounts counts, FaultBook book, TimeProvider clock)
{
    public async Task HandleAsync(HttpContext context)
    {
        var host = MediaHost.Of(context);
        var isHead = HttpMethods.IsHead(context.Request.Method);
        var from = IdIn(context) is { } id && store.IsOfPhone(id) ? Fault.OfPhone : Fault.OfNode;
        var faults = book.Take(FaultPoint.Download, host.Name, hasBody: !isHead, from);
        if (await FaultAnswer.TryAsync(context, faults))
        {
            return;
        }

        var blob = Find(context);
        var response = context.Response;
        response.Headers.AcceptRanges = "bytes";
        var answer = ByteRange.Parse(isHead ? null : (string?)context.Request.Headers.Range, blob.Length);
        if (answer is RangeAnswer.Unsatisfiable)
        {
            response.Headers.ContentRange = $"bytes */{blob.Length}";
            throw new RefusedException(StatusCodes.Status416RangeNotSatisfiable, $"The Range asks for none of the {blob.Length} bytes.");
        }

        var range = answer is RangeAnswer.Part(var part) ? part : new ByteRange(0, blob.Length - 1);
        if (answer is RangeAnswer.Part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {range.First}-{range.Last}/{blob.Length}";
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength = range.Length;
        if (!isHead)
        {
            await SendAsync(context, blob, range, faults);
        }
    }

    /// <remarks>Asked by the clock and not by what was swept yet.</remarks>
    private Blob Find(HttpContext context)
    {
        var now = clock.GetUtcNow();
        var blob = IdIn(context) is { } id ? store.Find(id) : null;
        if (blob is null || now >= blob.ExpiresAt + Blob.Remembered)
        {
            throw new RefusedException(StatusCodes.Status404NotFound, "There is no such media.");
        }

        if (blob.IsExpired(now))
        {
            throw new RefusedException(StatusCodes.Status410Gone, $"The media expired at {blob.ExpiresAt:u}.");
        }

        if (!MediaPath.IsOf(blob, context.Request.Query))
        {
            throw new RefusedException(StatusCodes.Status403Forbidden, "`oh` or `oe` is missing or changed; they must be those of the direct_path.");
        }

        var hash = context.Request.Query["hash"];
        return hash.Count == 0 || UploadToken.Parse(hash) is { } token && token.AsSpan().SequenceEqual(blob.Token)
            ? blob
            : throw new RefusedException(
                StatusCodes.Status403Forbidden, $"The hash is not this media's; it must be {UploadToken.Accepted}, or left out.");
    }

    private static string? IdIn(HttpContext context) => MediaPath.IdIn((string?)context.GetRouteValue("name"));

    private async Task SendAsync(HttpContext context, Blob blob, ByteRange range, IReadOnlyList<Fault> faults)
    {
        using var file = File.OpenHandle(store.FileOf(blob), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            if (await BlobSender.SendAsync(context, file, range, faults))
            {
                counts.Add(blob.Id);
            }

            // Short of its Content-Length, the answer makes Kestrel end the connection once the bytes are out; to abort would lose some.
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked is gone.
        }
    }
}
