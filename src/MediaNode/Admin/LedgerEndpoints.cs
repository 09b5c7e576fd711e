using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Admin;

/// <summary><c>GET /api/media/{id}/ledger</c>: to whom a media was sent and what became of it, a page at a time. It outlives the media.</summary>
internal static class LedgerEndpoints
{
    public static void MapLedger(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/media/{id}/ledger", ["GET", "HEAD"], ShowAsync).WithMetadata(new Needs(Role.User));

    private static Task ShowAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "after", "limit");
        var (after, limit) = (query.AfterRow("ledger_next"), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return context.RefuseAsync(refusal);
        }

        var services = context.RequestServices;
        var messages = services.GetRequiredService<MessageCatalog>();
        var page = MediaId.TryParse(context.GetRouteValue("id") as string, out var id) ? messages.LedgerOf(id, after, limit) : [];
        if (page.Count == 0 && after == 0 && services.GetRequiredService<MediaCatalog>().Find(id) is null)
        {
            return context.RefuseAsync(Problem.MediaNotFound.Because("No media has this id, and none that had it was ever sent."));
        }

        var redeliveries = services.GetRequiredService<RedeliveryCatalog>().Of(page.Select(message => message.Id));
        return context.AnswerAsync(StatusCodes.Status200OK, json => LedgerWire.WriteLedger(json, page, redeliveries, page.Count == limit));
    }
}
