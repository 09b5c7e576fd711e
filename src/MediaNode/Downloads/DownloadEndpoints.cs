using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Telemetry;

namespace MediaNode.Downloads;

/// <summary><c>GET /v1/media/{id}</c>: the bytes as they came in, whole or in part, and never a wrong one.</summary>
internal sealed class DownloadEndpoints(MediaCatalog catalog, MediaFiles files, BlobAnswers answers)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var downloads = routes.ServiceProvider.GetRequiredService<DownloadEndpoints>();
        routes.MapMethods("/v1/media/{id}", ["GET", "HEAD"], new RequestDelegate(downloads.DownloadAsync)).WithMetadata(new Needs(Role.User));
    }

    private Task DownloadAsync(HttpContext context) => answers.CountAsync(context, () => AnswerAsync(context));

    private async Task<(DownloadOutcome Outcome, long Sent)> AnswerAsync(HttpContext context)
    {
        if (!MediaId.TryParse(context.GetRouteValue("id") as string, out var id) || catalog.Find(id) is not { } known)
        {
            return NotFound(context);
        }

        var (media, blob) = await files.OpenAsync(known);
        using (blob)
        {
            if (blob is null)
            {
                return NotFound(context);
            }

            var content = new Content(MediaFiles.KeyOf(media), media.Type, media.Length, media.Digest, media.Id.ToString(), media);
            return await answers.AnswerAsync(context, content, blob, media.State == MediaState.Damaged, async () =>
            {
                await files.NoteAsync(media, MediaState.Damaged);
                return Problem.MediaDamaged.Because("The stored bytes have changed since they were uploaded; they are not given out.");
            });
        }
    }

    /// <summary>404 with no body, the one place where the original has no error envelope.</summary>
    private static (DownloadOutcome, long) NotFound(HttpContext context)
    {
        context.Response.StatusCode = Problem.MediaNotFound.Status;
        context.Response.ContentLength = 0;
        return (DownloadOutcome.NotFound, 0);
    }
}
