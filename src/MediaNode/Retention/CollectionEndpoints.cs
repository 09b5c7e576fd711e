using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Retention;

/// <summary><c>PUT /v1/services/media/gc</c> and <c>…/message/gc</c>: collects now, one run at a time, and tells by webhook how it ended.</summary>
internal static class CollectionEndpoints
{
    public static void MapCollections(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/services/media/gc", context => BeginAsync(context, SweepKind.Media, "media")).WithMetadata(new Needs(Role.Admin));
        routes.MapPut("/v1/services/message/gc", context => BeginAsync(context, SweepKind.Messages, "message")).WithMetadata(new Needs(Role.Admin));
    }

    private static async Task BeginAsync(HttpContext context, SweepKind kind, string name)
    {
        var services = context.RequestServices;
        await services.GetRequiredService<SweepCatalog>().BeginAsync(kind, SweepAsker.Business);
        services.GetRequiredService<SweepBell>().Door.Ring();
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartObject("services");
            json.WriteStartObject(name);
            json.WriteStartObject("gc");
            json.WriteString("status", "processing");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }
}
