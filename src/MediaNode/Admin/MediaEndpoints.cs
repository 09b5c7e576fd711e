using System.Text.Json;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Inspection;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Quarantining;
using MediaNode.Renditions;
using MediaNode.Wire;

namespace MediaNode.Admin;

/// <summary><c>GET /api/media/{id}</c>: all that is known of a media, looked at now if nobody had; what was made of it, and who got it.</summary>
internal static class MediaEndpoints
{
    // The rest is at /api/media/{id}/ledger.
    private const int FirstOfLedger = 100;

    public static void MapMedia(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/media/{id}", ["GET", "HEAD"], ShowAsync).WithMetadata(new Needs(Role.User));

    private static async Task ShowAsync(HttpContext context)
    {
        if (context.GetRouteValue("id") is "check")
        {
            // No media has this id: it is the path that files are posted to.
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
            return;
        }

        var services = context.RequestServices;
        var query = new RenditionQuery(context);
        if (query.Media() is not { } known || query.Refusal is not null)
        {
            // The ledger outlives the media.
            await (MediaId.TryParse(context.GetRouteValue("id") as string, out var id) && WasSent(services, id)
                ? ShowDeletedAsync(context, id)
                : context.RefuseAsync(query.Refusal!));
            return;
        }

        var (measured, maker) = (services.GetRequiredService<MeasuredMedia>(), services.GetRequiredService<RenditionMaker>());
        var (facts, why) = (measured.Known(known.Id), (Refusal?)null);
        var blocked = services.GetRequiredService<Quarantine>().Of(known.Digest);
        if (blocked is not null)
        {
            // Nothing is refused, only nobody looks into it now.
            why = facts is null ? Quarantine.WordsOf(blocked) : null;
        }
        else if (await services.GetRequiredService<RenditionShelf>().WhyNotAsync(known) is { } unusable)
        {
            why = unusable;
        }
        else if (facts is null)
        {
            (facts, why) = await measured.LookAsync(known, context.RequestAborted) is Inspected.Unavailable(var refusal, var header)
                ? (header, refusal)
                : (measured.Known(known.Id), null);
        }

        // As it stands after its file was looked for.
        var media = services.GetRequiredService<MediaCatalog>().Find(known.Id);
        if (media is null)
        {
            await context.RefuseAsync(Problem.MediaNotFound.Because("The media was deleted meanwhile."));
            return;
        }

        var renditions = services.GetRequiredService<RenditionCatalog>().Of(media.Id);
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteString("id", media.Id.ToString());
            json.WriteString("type", media.Type);
            json.WriteNumber("length", media.Length);
            json.WriteString("digest", Convert.ToHexStringLower(media.Digest));
            json.WriteString("origin", media.Origin.Name);
            json.WriteString("state", media.State.Name);
            json.WriteString("created_at", media.CreatedAt);
            if (media.ExpiresAt is { } expires)
            {
                json.WriteString("expires_at", expires);
            }

            if (media.PinnedAt is { } pinned)
            {
                json.WriteString("pinned_at", pinned);
            }

            QuarantineWire.WriteMember(json, blocked);
            WriteInbound(json, services, media);
            json.WritePropertyName("facts");
            if (facts is null)
            {
                json.WriteNullValue();
            }
            else
            {
                json.WriteRawValue(MediaFactsJson.Write(facts));
            }

            if (why is not null)
            {
                // The facts are missing, or less than there is to know.
                json.WriteString("facts_incomplete", why.Details);
            }

            json.WriteStartArray("renditions");
            foreach (var rendition in renditions)
            {
                RenditionWire.Write(json, rendition, maker.UnderWay(rendition.Key), IsCurrent(maker, rendition.Key));
            }

            json.WriteEndArray();
            WriteSent(json, services, media.Id);
        });
    }

    private static Task ShowDeletedAsync(HttpContext context, MediaId id) => context.AnswerAsync(StatusCodes.Status200OK, json =>
    {
        json.WriteString("id", id.ToString());
        json.WriteString("state", "deleted");
        WriteSent(json, context.RequestServices, id);
    });

    private static void WriteInbound(Utf8JsonWriter json, IServiceProvider services, Media media)
    {
        if (media.Origin == MediaOrigin.Received && services.GetRequiredService<InboundCatalog>().Find(media.Id.ToString()) is { } inbound)
        {
            json.WriteStartObject("inbound");
            json.WriteString("message_id", inbound.MessageId);
            json.WriteString("kind", inbound.Kind);
            json.WriteEndObject();
        }
    }

    private static bool WasSent(IServiceProvider services, MediaId id) => services.GetRequiredService<MessageCatalog>().LedgerOf(id, after: 0, limit: 1).Count > 0;

    private static void WriteSent(Utf8JsonWriter json, IServiceProvider services, MediaId id)
    {
        LedgerWire.WriteDeposits(json, services.GetRequiredService<DepositCatalog>().Of(id), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var page = services.GetRequiredService<MessageCatalog>().LedgerOf(id, after: 0, FirstOfLedger);
        LedgerWire.WriteLedger(
            json, page, services.GetRequiredService<RedeliveryCatalog>().Of(page.Select(message => message.Id)), page.Count == FirstOfLedger);
    }

    private static bool IsCurrent(RenditionMaker maker, RenditionKey key) => Kinds.Find(key.Kind) is { } kind
        && ((ProcessingMode[])[ProcessingMode.Fix, ProcessingMode.Strict]).Any(mode => maker.KeyOf(key.MediaId, kind, mode) == key);
}
