using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Downloads;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Telemetry;
using MediaNode.Volumes;
using MediaNode.Wire;

namespace MediaNode.Renditions;

/// <summary><c>POST /api/media/{id}/renditions</c> makes one, <c>GET /api/media/{id}/renditions/{kind}</c> gives its bytes.</summary>
internal sealed class RenditionEndpoints(
    RenditionMaker maker, RenditionCatalog renditions, RenditionShelf shelf, MediaFiles files, BlobAnswers answers, IVolume volume,
    TimeProvider clock)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<RenditionEndpoints>();
        routes.MapPost("/api/media/{id}/renditions", new RequestDelegate(endpoints.MakeAsync)).WithMetadata(new Needs(Role.User));
        routes.MapMethods("/api/media/{id}/renditions/{kind}", ["GET", "HEAD"], new RequestDelegate(endpoints.DownloadAsync))
            .WithMetadata(new Needs(Role.User));
    }

    private async Task MakeAsync(HttpContext context)
    {
        var query = new RenditionQuery(context, "kind", "processing", "wait");
        var (media, kind, mode, wait) = (query.Media(), query.RequiredKind(), query.Mode(), query.Wait());
        if (query.Refusal is { } refusal || media is null || kind is null)
        {
            await context.RefuseAsync(query.Refusal!);
            return;
        }

        await AnswerAsync(context, media, kind.Value, mode, wait, async ready =>
            await context.AnswerAsync(StatusCodes.Status200OK, json =>
            {
                json.WritePropertyName("rendition");
                RenditionWire.Write(json, ready, making: null, current: true);
            }));
    }

    /// <summary>Waits for a rendition as long as the client will, and tells of whatever is not a ready one.</summary>
    public async Task AnswerAsync(
        HttpContext context, Media media, Kind kind, ProcessingMode? mode, TimeSpan wait, Func<Rendition, Task> ready)
    {
        RenditionOutcome outcome;
        using (var patience = new CancellationTokenSource(wait, clock))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted))
        {
            try
            {
                outcome = await maker.GetAsync(media, kind, mode, either.Token);
            }
            catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
            {
                var key = maker.KeyOf(media.Id, kind, mode);
                await context.AnswerAsync(StatusCodes.Status202Accepted, json =>
                {
                    json.WritePropertyName("rendition");
                    RenditionWire.WriteMaking(json, key, maker.UnderWay(key));
                });
                return;
            }
        }

        switch (outcome)
        {
            case RenditionOutcome.Ready(var rendition):
                await ready(rendition);
                break;
            case RenditionOutcome.Refused(var rendition):
                var receipt = Receipt.Read(rendition.Receipt);
                await context.RefuseAsync(
                    RenditionWire.Told(rendition, receipt), json => RenditionWire.WriteBreaches(json, receipt?.Breaches ?? []));
                break;
            case RenditionOutcome.Failed(var why):
                await context.RefuseAsync(why);
                break;
            default:
                await context.RefuseAsync(Problem.MediaNotFound.Because("The media was deleted meanwhile."));
                break;
        }
    }

    private Task DownloadAsync(HttpContext context) => answers.CountAsync(context, async () =>
    {
        var query = new RenditionQuery(context, "processing");
        var (media, kind, mode) = (query.Media(), query.Kind(context.GetRouteValue("kind") as string), query.Mode());
        if (query.Refusal is not null || media is null || kind is null)
        {
            return await RefuseAsync(context, query.Refusal!);
        }

        var rendition = renditions.Find(maker.KeyOf(media.Id, kind.Value, mode));
        if (rendition is not { State: RenditionState.Ready })
        {
            return await RefuseAsync(context, NoneYet(media, kind.Value, rendition));
        }

        return rendition.Blob is { } blob
            ? await SendOwnAsync(context, media, rendition, blob)
            : await SendMediaAsync(context, media, rendition);
    });

    private async Task<(DownloadOutcome, long)> SendOwnAsync(HttpContext context, Media made, Rendition rendition, Guid id)
    {
        var key = new BlobKey(BlobFolder.Renditions, id);
        using var blob = volume.Open(key);
        if (blob is null)
        {
            return await RefuseAsync(context, await TakeBackAsync());
        }

        var (media, kind, _) = rendition.Key;
        var content = new Content(key, rendition.Type!, rendition.Length, rendition.Digest!, $"{media}-{kind}", made);
        return await answers.AnswerAsync(context, content, blob, knownDamaged: false, TakeBackAsync);

        async Task<Refusal> TakeBackAsync()
        {
            await shelf.TakeBackAsync(rendition);
            return Problem.RenditionNotFound.Because(
                $"The rendition is gone from the volume, or damaged. {CallFor(rendition.Key.MediaId, rendition.Key.Kind)} makes it again.");
        }
    }

    private async Task<(DownloadOutcome, long)> SendMediaAsync(HttpContext context, Media known, Rendition rendition)
    {
        var (media, blob) = await files.OpenAsync(known);
        using (blob)
        {
            if (blob is null)
            {
                return await RefuseAsync(context, Problem.MediaNotFound.Because("The media's file is gone from the volume."));
            }

            var content = new Content(
                MediaFiles.KeyOf(media), rendition.Type!, media.Length, media.Digest, $"{rendition.Key.MediaId}-{rendition.Key.Kind}", media);
            return await answers.AnswerAsync(context, content, blob, media.State == MediaState.Damaged, async () =>
            {
                await files.NoteAsync(media, MediaState.Damaged);
                return Problem.MediaDamaged.Because("The stored bytes have changed since they were uploaded; they are not given out.");
            });
        }
    }

    private static string CallFor(MediaId media, string kind) => $"POST /api/media/{media}/renditions?kind={kind}";

    private static Refusal NoneYet(Media media, Kind kind, Rendition? rendition)
    {
        var call = CallFor(media.Id, Kinds.NameOf(kind));
        return Problem.RenditionNotFound.Because(rendition?.State switch
        {
            RenditionState.Making => $"The rendition is being made. {call} waits for it.",
            RenditionState.Refused => $"The media is refused as {Kinds.NameOf(kind)}. {call} says why.",
            RenditionState.Failed => $"The rendition could not be made when it was last asked for. {call} tries again.",
            _ => $"There is no rendition as {Kinds.NameOf(kind)} yet. {call} makes it.",
        });
    }

    private static async Task<(DownloadOutcome, long)> RefuseAsync(HttpContext context, Refusal refusal)
    {
        await context.RefuseAsync(refusal);
        return (DownloadOutcome.NotFound, 0);
    }
}
