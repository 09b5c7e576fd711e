using System.Globalization;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Admin;

/// <summary><c>GET /api/media</c>: what the node keeps, a page at a time, oldest first.</summary>
internal static class MediaListEndpoints
{
    private const int MostRows = 1000;

    public static void MapMediaList(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/media", ListAsync).WithMetadata(new Needs(Role.User));

    private static Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = 100;
        if (query["limit"] is { Count: > 0 } limits
            && (!int.TryParse(limits, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostRows))
        {
            return context.RefuseAsync(Problem.ParameterInvalid.Because($"limit must be a whole number from 1 to {MostRows}."));
        }

        MediaId? after = null;
        if (query["after"] is { Count: > 0 } cursors)
        {
            if (!MediaId.TryParse(cursors, out var id))
            {
                return context.RefuseAsync(Problem.ParameterInvalid.Because("after must be the next of the page before."));
            }

            after = id;
        }

        var media = context.RequestServices.GetRequiredService<MediaCatalog>().List(after, limit);
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
                json.WriteString("state", one.State switch { MediaState.Stored => "stored", MediaState.Missing => "missing", _ => "damaged" });
                json.WriteString("created_at", one.CreatedAt);
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
