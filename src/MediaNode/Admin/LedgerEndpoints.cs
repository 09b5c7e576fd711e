using System.Globalization;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Admin;

/// <summary><c>GET /api/media/{id}/ledger</c>: to whom a media was sent and what became of it, a page at a time. It outlives the media.</summary>
internal static class LedgerEndpoints
{
    private const int MostRows = 1000;

    public static void MapLedger(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/media/{id}/ledger", ["GET", "HEAD"], ShowAsync).WithMetadata(new Needs(Role.User));

    private static Task ShowAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (after, limit) = (0L, 100);
        var refusal = KnownParameters.WhyNot(query, "after", "limit")
            ?? (query["after"] is [{ } from] && !long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out after)
                ? Problem.ParameterInvalid.Because("after must be the ledger_next of the page before.")
                : query["limit"] is [{ } most] && (!int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostRows)
                ? Problem.ParameterInvalid.Because($"limit must be a whole number from 1 to {MostRows}.")
                : null);
        if (refusal is not null)
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
