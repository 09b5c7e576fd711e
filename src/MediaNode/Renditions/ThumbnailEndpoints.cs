using System.Security.Cryptography;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Problems;
using MediaNode.Volumes;
using MediaNode.Wire;

namespace MediaNode.Renditions;

/// <summary><c>GET /api/media/{id}/thumbnail</c>: a small JPEG, of any rendition that has one, or of one made for it.</summary>
internal sealed class ThumbnailEndpoints(
    RenditionEndpoints making, RenditionCatalog renditions, RenditionShelf shelf, MeasuredMedia measured, BlobAnswers answers,
    IVolume volume)
{
    private const int MostBytes = 1 << 20;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var thumbnails = routes.ServiceProvider.GetRequiredService<ThumbnailEndpoints>();
        routes.MapMethods("/api/media/{id}/thumbnail", ["GET", "HEAD"], new RequestDelegate(thumbnails.ShowAsync))
            .WithMetadata(new Needs(Role.User));
    }

    private async Task ShowAsync(HttpContext context)
    {
        var query = new RenditionQuery(context, "wait");
        var (media, wait) = (query.Media(), query.Wait());
        if (query.Refusal is not null || media is null)
        {
            await context.RefuseAsync(query.Refusal!);
            return;
        }

        var ready = renditions.Of(media.Id).Where(row => row.State == RenditionState.Ready).ToList();
        foreach (var rendition in ready.Where(row => row.Thumbnail is not null))
        {
            if (await TrySendAsync(context, media, rendition))
            {
                return;
            }

            await shelf.TakeBackAsync(rendition);
        }

        if (await shelf.WhyNotAsync(media) is { } unusable)
        {
            await context.RefuseAsync(unusable);
            return;
        }

        // What could not be shown then may be now. Only where the media's own bytes are sent: nothing else has to be made again.
        foreach (var rendition in ready.Where(row => row.Blob is null && Receipt.Read(row.Receipt)?.PreviewMissing is not null))
        {
            await renditions.TakeBackAsync(rendition);
        }

        var facts = (await measured.LookAsync(media, context.RequestAborted)).Measured;
        await making.AnswerAsync(context, media, NaturalKind.Of(facts), mode: null, wait, async made =>
        {
            if (made.Thumbnail is null || !await TrySendAsync(context, media, made))
            {
                await context.RefuseAsync(Problem.RenditionNotFound.Because(Receipt.Read(made.Receipt)?.PreviewMissing is { } missing
                    ? $"There is no thumbnail yet: {missing}"
                    : $"There is nothing to show of {facts.Type}."));
            }
        });
    }

    /// <returns>False when the file is gone.</returns>
    private async Task<bool> TrySendAsync(HttpContext context, Media media, Rendition rendition)
    {
        var key = new BlobKey(BlobFolder.Renditions, rendition.Thumbnail!.Value);
        using var blob = volume.Open(key);
        if (blob is null || blob.Length is 0 or > MostBytes)
        {
            return false;
        }

        // So small that its digest is not kept but computed; it serves as the ETag.
        var bytes = new byte[blob.Length];
        if (blob.Read(bytes, 0) != bytes.Length)
        {
            return false;
        }

        var content = new Content(key, "image/jpeg", bytes.Length, SHA256.HashData(bytes), $"{rendition.Key.MediaId}-thumbnail.jpg", media);
        await answers.CountAsync(context, () => answers.AnswerAsync(context, content, blob, knownDamaged: false, () =>
            Task.FromResult(Problem.RenditionNotFound.Because("The thumbnail changed while it was read."))));
        return true;
    }
}
