using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;

namespace MediaNode.Simulator.Wire;

/// <summary>Maps routes that refuse in JSON.</summary>
internal static class JsonRoutes
{
    /// <param name="routes">Where the route goes.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="pattern">The route's pattern.</param>
    /// <param name="handler">Answers; a <see cref="RefusedException"/> becomes its status with <c>{"error":"words"}</c>.</param>
    public static void MapJson(this IEndpointRouteBuilder routes, string method, string pattern, Func<HttpContext, Task> handler) =>
        routes.MapMethods(pattern, [method], (RequestDelegate)(async context =>
        {
            try
            {
                await handler(context);
            }
            catch (RefusedException refused) when (!context.Response.HasStarted)
            {
                await context.RefuseAsync(refused.Status, refused.Message);
            }
            catch (BadHttpRequestException wrong) when (!context.Response.HasStarted)
            {
                // Kestrel's own: a body that is too long, or is not what its headers say.
                await context.RefuseAsync(wrong.StatusCode, wrong.Message);
            }
            catch (SqliteException failure) when (!context.Response.HasStarted)
            {
                // A full disk, say. The transaction is undone, so that nothing was taken.
                await context.RefuseAsync(StatusCodes.Status503ServiceUnavailable, $"The simulator cannot use its store: {failure.Message}");
            }
        }));
}
