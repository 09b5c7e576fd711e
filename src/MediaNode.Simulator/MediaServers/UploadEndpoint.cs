using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MediaNode.Simulator.Faults;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.MediaServers;

/// <summary><c>POST …/mms/{type}/{token}</c>: takes sealed bytes, says how much is there, goes on where an upload broke off.</summary>
internal sealed class UploadEndpoint(MediaStore store, MediaAuth auth, FaultBook book)
{
    public async Task HandleAsync(HttpContext context)
    {
        var host = MediaHost.Of(context);
        var isCheck = context.Request.Query["resume"] == "1";
        var faults = book.Take(FaultPoint.Upload, host.Name, hasBody: !isCheck);
        if (await FaultAnswer.TryAsync(context, faults))
        {
            return;
        }

        var request = UploadRequest.Read(context, auth, isCheck);
        await (isCheck ? CheckAsync(context, host, request) : TakeAsync(context, host, request, faults));
    }

    private Task CheckAsync(HttpContext context, MediaHost host, UploadRequest request) => store.FindStored(request.Token) is { } blob
        ? AnswerAsync(context, host, blob, resume: true)
        : AnswerLengthAsync(context, StatusCodes.Status200OK, store.LengthOfPartial(request.Token));

    private async Task TakeAsync(HttpContext context, MediaHost host, UploadRequest request, IReadOnlyList<Fault> faults)
    {
        var there = 0L;
        using var partial = request.Offset is { } offset ? store.Continue(request.Token, offset, out there) : store.Begin(request.Token);
        if (partial is null)
        {
            await AnswerLengthAsync(context, StatusCodes.Status416RangeNotSatisfiable, there);
            return;
        }

        if (!await ReceiveAsync(context, partial, faults))
        {
            store.Keep(partial);
            context.Abort();
            return;
        }

        if (!partial.HasItsDigest())
        {
            store.Drop(partial);
            throw new RefusedException(
                StatusCodes.Status415UnsupportedMediaType,
                $"The {partial.Length} bytes do not have the SHA-256 that the token says. None were kept.");
        }

        var blob = store.Complete(partial, request.Type, host);
        if (faults.Find(FaultType.LostAnswer) is not null)
        {
            context.Abort();
            return;
        }

        await AnswerAsync(context, host, blob, resume: false);
    }

    private async Task<bool> ReceiveAsync(HttpContext context, Partial partial, IReadOnlyList<Fault> faults)
    {
        try
        {
            return await BodyReceiver.ReceiveAsync(context, partial, faults);
        }
        catch (RefusedException)
        {
            store.Drop(partial);
            throw;
        }
    }

    private static Task AnswerLengthAsync(HttpContext context, int status, long length) => context.AnswerAsync(status, json => json.WriteString("resume"u8, length.ToString(CultureInfo.InvariantCulture)));

    private static Task AnswerAsync(HttpContext context, MediaHost host, Blob blob, bool resume)
    {
        var path = MediaPath.Of(blob);
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            if (resume)
            {
                json.WriteString("resume"u8, "complete"u8);
            }

            json.WriteString("url"u8, $"{host.UrlFor(context.Request)}{path}&mms3=true");
            json.WriteString("direct_path"u8, path);
            json.WriteString("handle"u8, Base64Url.EncodeToString(Encoding.ASCII.GetBytes(blob.Id)));
        });
    }
}
