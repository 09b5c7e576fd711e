using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Quarantining;
using MediaNode.Wire;

namespace MediaNode.Retention;

/// <summary><c>GET /api/media/{id}/why</c>: why a media is still here, or why and since when it is gone.</summary>
internal static class WhyEndpoints
{
    public static void MapWhy(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/media/{id}/why", ["GET", "HEAD"], ShowAsync).WithMetadata(new Needs(Role.User));

    private static Task ShowAsync(HttpContext context)
    {
        if (KnownParameters.WhyNot(context.Request.Query) is { } refusal)
        {
            return context.RefuseAsync(refusal);
        }

        var services = context.RequestServices;
        if (!MediaId.TryParse(context.GetRouteValue("id") as string, out var id))
        {
            return context.RefuseAsync(NeverWas());
        }

        if (services.GetRequiredService<RetentionCatalog>().Find(id) is { } media)
        {
            var (now, judge) = (services.GetRequiredService<TimeProvider>().GetUtcNow(), services.GetRequiredService<RetentionPolicy>().ByRules());
            var blocked = services.GetRequiredService<MediaCatalog>().Find(id) is { } known ? services.GetRequiredService<Quarantine>().Of(known.Digest) : null;
            return context.AnswerAsync(StatusCodes.Status200OK, json =>
            {
                WhyWire.WriteKept(json, media, judge.Of(media, now), judge.Needs(media, now));
                QuarantineWire.WriteMember(json, blocked);
            });
        }

        return services.GetRequiredService<ForgottenCatalog>().Find(id) is { } gone
            ? context.AnswerAsync(StatusCodes.Status200OK, json => WhyWire.WriteGone(json, id, gone))
            : context.RefuseAsync(NeverWas());
    }

    private static Refusal NeverWas() =>
        Problem.MediaNotFound.Because("No media has this id, and none that had it went so lately that the reason is known (Retention:KeepReasonsFor).");
}
