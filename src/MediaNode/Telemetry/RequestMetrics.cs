namespace MediaNode.Telemetry;

/// <summary>Measures every request by the route that answered it. It stands first in the pipeline, so that it sees all of them.</summary>
internal sealed class RequestMetrics(RequestDelegate next, NodeMetrics metrics, TimeProvider clock)
{
    // nginx's number for a client that went away: nobody reads it, so no standard status fits.
    private const int ClientGone = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var thrown = true;
        metrics.RequestStarted();
        try
        {
            await next(context);
            thrown = false;
        }
        finally
        {
            metrics.RequestEnded();
            metrics.Request(context.Request.Method, RouteOf(context), StatusOf(context, thrown), clock.GetElapsedTime(started));
        }
    }

    /// <returns>The template of the matched route; a route that takes every path is as good as none.</returns>
    private static string RouteOf(HttpContext context)
    {
        var template = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        return string.IsNullOrEmpty(template) || template.StartsWith("{*", StringComparison.Ordinal)
            || template.StartsWith("/{*", StringComparison.Ordinal)
            ? RouteTraffic.Unmatched
            : template;
    }

    private static int StatusOf(HttpContext context, bool thrown)
    {
        if (!thrown)
        {
            return context.Response.StatusCode;
        }

        // The server sets the status of an exception only after us.
        return context.RequestAborted.IsCancellationRequested ? ClientGone : StatusCodes.Status500InternalServerError;
    }
}
