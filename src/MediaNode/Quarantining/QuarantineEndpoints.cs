using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Quarantining;

/// <summary><c>GET</c> and <c>POST /api/quarantine</c>, <c>GET</c> and <c>DELETE /api/quarantine/{digest}</c>: what is blocked, block it, release it.</summary>
internal static class QuarantineEndpoints
{
    private static readonly ContentTally _none = new(0, 0);

    public static void MapQuarantine(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapMethods("/api/quarantine", ["GET", "HEAD"], ListAsync).WithMetadata(admin);
        routes.MapPost("/api/quarantine", BlockAsync).WithMetadata(admin);
        routes.MapMethods("/api/quarantine/{digest}", ["GET", "HEAD"], ShowAsync).WithMetadata(admin);
        routes.MapDelete("/api/quarantine/{digest}", ReleaseAsync).WithMetadata(admin);
    }

    private static async Task ListAsync(HttpContext context)
    {
        var query = new QuarantineQuery(context.Request.Query, "state", "after", "limit");
        var (blocked, after, limit) = (query.Blocked(), query.AfterRow(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        var catalog = context.RequestServices.GetRequiredService<QuarantineCatalog>();
        var page = catalog.List(blocked, after, limit);
        var tallies = await TallyAsync(context, page);
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("quarantined");
            foreach (var row in page)
            {
                json.WriteStartObject();
                QuarantineWire.Write(json, row, Of(tallies, row));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (page.Count == limit)
            {
                json.WriteNumber("next", page[^1].Seq);
            }
            else
            {
                json.WriteNull("next");
            }
        });
    }

    private static async Task ShowAsync(HttpContext context)
    {
        var query = new QuarantineQuery(context.Request.Query, "after", "limit");
        var (after, limit) = (query.AfterMedia(), query.Limit());
        var catalog = context.RequestServices.GetRequiredService<QuarantineCatalog>();
        if ((DigestOf(context, out var digest) ?? query.Refusal) is { } refusal)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        if (catalog.Find(digest) is not { } row)
        {
            await context.RefuseAsync(NotFound(digest));
            return;
        }

        var tallies = await TallyAsync(context, [row]);
        var ids = await Task.Run(() => catalog.MediaOf(digest, after, limit), context.RequestAborted);
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            QuarantineWire.Write(json, row, Of(tallies, row));
            json.WriteStartArray("ids");
            foreach (var id in ids)
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
            json.WriteString("next", ids.Count == limit ? ids[^1] : null);
        });
    }

    private static async Task BlockAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        var request = (QuarantineRequest?)null;
        if (refusal is null)
        {
            (request, refusal) = QuarantineRequest.Read(body, services);
        }

        if (refusal is not null)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        var (row, isNew) = await services.GetRequiredService<Blocking>().BlockAsync(
            new QuarantinedDigest
            {
                Digest = request!.Digest,
                Source = QuarantineSource.Operator,
                Reason = request.Reason,
                By = WhoAsks(context),
                At = services.GetRequiredService<TimeProvider>().GetUtcNow(),
                FromMedia = request.FromMedia,
            },
            context.RequestAborted);
        await context.AnswerAsync(isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK, json => QuarantineWire.Write(json, row));
    }

    private static async Task ReleaseAsync(HttpContext context)
    {
        if ((DigestOf(context, out var digest) ?? KnownParameters.WhyNot(context.Request.Query)) is { } refusal)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        if (await context.RequestServices.GetRequiredService<Blocking>().ReleaseAsync(digest, WhoAsks(context)) is not { } row)
        {
            await context.RefuseAsync(NotFound(digest));
            return;
        }

        await context.AnswerAsync(StatusCodes.Status200OK, json => QuarantineWire.Write(json, row));
    }

    private static Refusal? DigestOf(HttpContext context, out byte[] digest) =>
        QuarantineRequest.TryParse(context.GetRouteValue("digest") as string ?? "", out digest)
            ? null
            : Problem.QuarantineNotFound.Because("The path must end with a SHA-256: 64 hexadecimal digits, or Base64 of the alphabet for addresses.");

    private static Refusal NotFound(byte[] digest) =>
        Problem.QuarantineNotFound.Because($"Content with the SHA-256 {Convert.ToHexStringLower(digest)} is not in quarantine.");

    private static string WhoAsks(HttpContext context) => context.Features.Get<Caller>()!.Session.Username;

    private static ContentTally Of(IReadOnlyDictionary<string, ContentTally> tallies, QuarantinedDigest row) =>
        tallies.GetValueOrDefault(Convert.ToHexStringLower(row.Digest), _none);

    // It goes over all media, and a request goes on in the thread of the socket.
    private static Task<IReadOnlyDictionary<string, ContentTally>> TallyAsync(HttpContext context, IReadOnlyList<QuarantinedDigest> rows)
    {
        var catalog = context.RequestServices.GetRequiredService<QuarantineCatalog>();
        return rows.Count == 0
            ? Task.FromResult<IReadOnlyDictionary<string, ContentTally>>(new Dictionary<string, ContentTally>())
            : Task.Run(() => catalog.Tally([.. rows.Select(row => row.Digest)]), context.RequestAborted);
    }
}
