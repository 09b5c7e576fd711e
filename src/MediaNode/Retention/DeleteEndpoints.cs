using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Telemetry;
using MediaNode.Wire;

namespace MediaNode.Retention;

/// <summary>
/// <c>DELETE /v1/media/{id}</c>: gone at once and for good; with <c>Retention:ProtectDeletes</c>, unless it is still needed. A user's
/// that is not here is deleted by its id or by the message's. A body, as Meta's own collection sends one, is ignored.
/// </summary>
internal static class DeleteEndpoints
{
    private const int MostCharacters = 128;

    public static void MapDeletes(this IEndpointRouteBuilder routes) =>
        routes.MapDelete("/v1/media/{id}", DeleteAsync).WithMetadata(new Needs(Role.User));

    private static async Task DeleteAsync(HttpContext context)
    {
        var services = context.RequestServices;
        if (IdOf(services, context.GetRouteValue("id") as string ?? "") is not { } id)
        {
            NotFound(context);
            return;
        }

        if (WhoNeeds(services, id) is { } needs)
        {
            await context.RefuseAsync(Problem.MediaNeeded.Because($"{needs} Retention:ProtectDeletes keeps it until then."));
            return;
        }

        var who = context.Features.Get<Caller>()?.Session.Username;
        if (!await services.GetRequiredService<MediaRemoval>().RemoveAsync(id, $"The user {who} deleted it."))
        {
            NotFound(context);
            return;
        }

        services.GetRequiredService<NodeMetrics>().MediaDeleted();
        await context.AnswerDoneAsync();
    }

    /// <returns>Null when it is no id of a media, nor of a user's message that brought one.</returns>
    private static MediaId? IdOf(IServiceProvider services, string text) =>
        MediaId.TryParse(
            text.Length <= MostCharacters && services.GetRequiredService<InboundCatalog>().Find(text) is { } incoming ? incoming.MediaId : text, out var id)
            ? id : null;

    /// <returns>Who needs the media, as sentences; null when nobody does, or it does not matter.</returns>
    private static string? WhoNeeds(IServiceProvider services, MediaId id)
    {
        var policy = services.GetRequiredService<RetentionPolicy>();
        if (!policy.ProtectsDeletes || services.GetRequiredService<RetentionCatalog>().Find(id) is not { } media)
        {
            return null;
        }

        var needs = policy.ByRules().Needs(media, services.GetRequiredService<TimeProvider>().GetUtcNow()).Select(need => need.Why).ToList();
        return needs.Count == 0 ? null : string.Join(' ', needs);
    }

    private static void NotFound(HttpContext context)
    {
        context.Response.StatusCode = Problem.MediaNotFound.Status;
        context.Response.ContentLength = 0;
    }
}
