using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Telemetry;
using MediaNode.Wire;

namespace MediaNode.Retention;

/// <summary><c>DELETE /v1/media/{id}</c>: gone at once and for good. A body, as Meta's own collection sends one, is ignored.</summary>
internal static class DeleteEndpoints
{
    public static void MapDeletes(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/v1/media/{id}", DeleteAsync).WithMetadata(new Needs(Role.User));

    private static async Task DeleteAsync(HttpContext context)
    {
        var removal = context.RequestServices.GetRequiredService<MediaRemoval>();
        if (!MediaId.TryParse(context.GetRouteValue("id") as string, out var id) || !await removal.RemoveAsync(id))
        {
            context.Response.StatusCode = Problem.MediaNotFound.Status;
            context.Response.ContentLength = 0;
            return;
        }

        context.RequestServices.GetRequiredService<NodeMetrics>().MediaDeleted();
        await context.AnswerDoneAsync();
    }
}
