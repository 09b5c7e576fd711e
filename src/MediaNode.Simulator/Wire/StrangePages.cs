using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MediaNode.Simulator.Wire;

/// <summary>
/// Refuses what a web page from elsewhere sends through the browser of somebody who runs a simulator. There is no login, and a browser sends
/// such requests unasked; it says in their headers where they come from.
/// </summary>
internal static class StrangePages
{
    public static void RefuseStrangePages(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (IsControl(context.Request.Path) && PageOf(context.Request) is { } page)
        {
            await context.RefuseAsync(
                StatusCodes.Status403Forbidden,
                $"The request comes from {page}. The simulator answers programs, and web pages of localhost, 127.0.0.0/8 or [::1].");
            return;
        }

        await next(context);
    });

    private static bool IsControl(PathString path) => path.StartsWithSegments("/sim") || path.StartsWithSegments("/wa");

    /// <returns>The strange page in words; null when there is none.</returns>
    private static string? PageOf(HttpRequest request)
    {
        var origins = request.Headers.Origin;
        if (origins.Count > 0)
        {
            // A page of this machine under another name for it ("localhost") counts as another site to the browser.
            return origins.All(IsOfThisMachine) ? null : $"a web page of another origin ({origins})";
        }

        return request.Headers["Sec-Fetch-Site"] == "cross-site" ? "a web page of another site" : null;
    }

    private static bool IsOfThisMachine(string? origin) => Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && (page.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(page.Host, out var address) && IPAddress.IsLoopback(address)));
}
