using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Retention;

/// <summary><c>PUT</c> and <c>DELETE /api/media/{id}/pin</c>: kept whatever the rules say, or not any more. Twice is as good as once.</summary>
internal static class PinEndpoints
{
    public static void MapPins(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/media/{id}/pin", context => PinAsync(context, pinned: true)).WithMetadata(new Needs(Role.User));
        routes.MapDelete("/api/media/{id}/pin", context => PinAsync(context, pinned: false)).WithMetadata(new Needs(Role.User));
    }

    private static async Task PinAsync(HttpContext context, bool pinned)
    {
        var services = context.RequestServices;
        if (!MediaId.TryParse(context.GetRouteValue("id") as string, out var id)
            || !await services.GetRequiredService<RetentionCatalog>().PinAsync(id, pinned))
        {
            await context.RefuseAsync(Problem.MediaNotFound.Because("No media has this id."));
            return;
        }

        services.GetRequiredService<MediaCatalog>().Forget(id);
        var media = services.GetRequiredService<MediaCatalog>().Find(id);
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteString("id", id.ToString());
            WhyWire.Write(json, "pinned_at", media?.PinnedAt);
        });
    }
}
