using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Quarantining;
using MediaNode.Wire;

namespace MediaNode.Admin;

/// <summary><c>GET /api/media</c>: what the node keeps, a page at a time, oldest first.</summary>
internal static class MediaListEndpoints
{
    public static void MapMediaList(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/media", ["GET", "HEAD"], ListAsync).WithMetadata(new Needs(Role.User));

    private static Task ListAsync(HttpContext context)
    {
        var query = new MediaListQuery(context.Request.Query);
        var (filter, after, limit) = (query.Filter(), query.After(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return context.RefuseAsync(refusal);
        }

        var media = context.RequestServices.GetRequiredService<MediaCatalog>().List(filter, after, limit);
        var blocked = context.RequestServices.GetRequiredService<Quarantine>().Of(media.Select(one => one.Digest));
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("media");
            foreach (var one in media)
            {
                json.WriteStartObject();
                json.WriteString("id", one.Id.ToString());
                json.WriteString("type", one.Type);
                json.WriteNumber("length", one.Length);
                json.WriteString("digest", Convert.ToHexStringLower(one.Digest));
                json.WriteString("state", one.State.Name);
                json.WriteString("origin", one.Origin.Name);
                json.WriteString("created_at", one.CreatedAt);
                QuarantineWire.WriteMember(json, blocked.GetValueOrDefault(DigestKey.Of(one.Digest)));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (media.Count == limit)
            {
                json.WriteString("next", media[^1].Id.ToString());
            }
            else
            {
                json.WriteNull("next");
            }
        });
    }
}
