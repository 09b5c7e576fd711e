using MediaNode.Access;
using MediaNode.Business;
using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Webhooks;

/// <summary><c>GET /api/webhooks</c>: what waits for the receiver, and why; <c>POST /api/webhooks/retry</c>: now.</summary>
internal static class WebhookEndpoints
{
    public static void MapWebhookStanding(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/webhooks", ["GET", "HEAD"], ShowAsync).WithMetadata(new Needs(Role.Admin));
        routes.MapPost("/api/webhooks/retry", RetryAsync).WithMetadata(new Needs(Role.Admin));
    }

    private static Task ShowAsync(HttpContext context)
    {
        if (KnownParameters.WhyNot(context.Request.Query) is { } odd)
        {
            return context.RefuseAsync(odd);
        }

        var services = context.RequestServices;
        var url = services.GetRequiredService<IApplicationSettings>().Current.WebhookUrl;
        var standing = services.GetRequiredService<WebhookStanding>();
        var queue = services.GetRequiredService<WebhookQueue>();
        var underWay = standing.UnderWay;
        var (waiting, next) = (queue.Waiting(), url is null ? null : queue.Next(underWay));
        var paused = url is null ? null : services.GetRequiredService<WebhookPace>().PausedUntil(waiting.Batches);
        return context.AnswerAsync(
            StatusCodes.Status200OK, json => WebhookWire.WriteStanding(json, url, waiting, underWay.Count, standing.Last, next, paused));
    }

    private static async Task RetryAsync(HttpContext context)
    {
        var hastened = await context.RequestServices.GetRequiredService<WebhookStage>().HastenAsync();
        await context.AnswerAsync(StatusCodes.Status200OK, json => json.WriteNumber("batches", hastened));
    }
}
