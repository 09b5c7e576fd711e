using System.Globalization;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Wire;

namespace MediaNode.Inbound;

/// <summary><c>GET /v1/media/{id}/download</c>: the media of a user's message that did not come is fetched after all. A webhook tells what came of it.</summary>
/// <remarks>The id is the media's or the message's: a message whose media did not come is told without an id of the media.</remarks>
internal static class AgainEndpoints
{
    private const int MostCharacters = 128;

    public static void MapAgain(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/media/{id}/download", WantAsync).WithMetadata(new Needs(Role.User));

    private static async Task WantAsync(HttpContext context)
    {
        if (KnownParameters.WhyNot(context.Request.Query) is { } odd)
        {
            await context.RefuseAsync(odd);
            return;
        }

        var id = Convert.ToString(context.GetRouteValue("id"), CultureInfo.InvariantCulture) ?? "";
        var inbound = context.RequestServices.GetRequiredService<InboundCatalog>();
        // A read first, so that ids that never were cost no write.
        var quarantine = context.RequestServices.GetRequiredService<Quarantine>();
        if (id.Length > MostCharacters || inbound.Find(id) is null || await inbound.WantAsync(id, row => Item(row, quarantine)) is not { } media)
        {
            await context.RefuseAsync(Problem.DownloadUnknown.Because("No media that a user sent, and no message with one, has this id; or it was deleted."));
            return;
        }

        context.RequestServices.GetRequiredService<InboundBell>().Door.Ring();
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("media_items");
            json.WriteStartObject();
            json.WriteString("id", media.MediaId);
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    // Of one that is here and must not be opened any more it is not said that it can be had.
    private static string Item(InboundMediaRow media, Quarantine quarantine) => InboundContent.Item(
        media,
        media.Digest is { } digest && quarantine.WhyNot(digest, RefusedWhat.Incoming, media.MessageId) is { } blocked ? InboundContent.Error(blocked.Details)
        : media.Standing == InboundState.Fetched ? null
        : InboundContent.Error(media.Reason ?? "Its description cannot be read."));
}
