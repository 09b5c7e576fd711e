using System.Globalization;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Webhooks;

/// <summary><c>GET /api/webhooks/dead</c>: what nobody acknowledged in time, a page at a time; <c>POST …/{id}/resend</c>: once more; <c>POST …/resend</c>: all of them.</summary>
internal static class DeadLetterEndpoints
{
    // Each may bring a body of 256 KB.
    private const int MostRows = 100;

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/webhooks/dead", ["GET", "HEAD"], ListAsync).WithMetadata(new Needs(Role.Admin));
        routes.MapPost("/api/webhooks/dead/resend", ResendAllAsync).WithMetadata(new Needs(Role.Admin));
        routes.MapPost("/api/webhooks/dead/{id}/resend", ResendAsync).WithMetadata(new Needs(Role.Admin));
    }

    private static Task ListAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "after", "limit");
        var (after, limit) = (query.AfterRow(), query.Limit(usual: 20, most: MostRows));
        if (query.Refusal is { } refusal)
        {
            return context.RefuseAsync(refusal);
        }

        var page = context.RequestServices.GetRequiredService<WebhookQueue>().Dead(after, limit);
        return context.AnswerAsync(StatusCodes.Status200OK, json => WebhookWire.WriteDead(json, page, page.Count == limit));
    }

    private static async Task ResendAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (!long.TryParse(context.GetRouteValue("id") as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || !await services.GetRequiredService<WebhookQueue>().ResendAsync(id))
        {
            await context.RefuseAsync(Problem.WebhookNotFound.Because("No webhook that was given up has this id."));
            return;
        }

        services.GetRequiredService<WebhookBell>().Door.Ring();
        await context.AnswerAsync(StatusCodes.Status200OK, json => json.WriteNumber("batches", 1));
    }

    private static async Task ResendAllAsync(HttpContext context)
    {
        var resent = await context.RequestServices.GetRequiredService<WebhookQueue>().ResendAsync();
        context.RequestServices.GetRequiredService<WebhookBell>().Door.Ring();
        await context.AnswerAsync(StatusCodes.Status200OK, json => json.WriteNumber("batches", resent));
    }
}
