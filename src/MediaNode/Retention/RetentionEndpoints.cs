using System.Globalization;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Retention;

/// <summary><c>GET /api/retention/preview</c>, <c>POST /api/retention/sweep</c>, <c>GET /api/retention/sweeps</c>: what would go, do it, what went.</summary>
internal static class RetentionEndpoints
{
    public static void MapRetention(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapMethods("/api/retention/preview", ["GET", "HEAD"], PreviewAsync).WithMetadata(admin);
        routes.MapPost("/api/retention/sweep", SweepAsync).WithMetadata(admin);
        routes.MapMethods("/api/retention/sweeps", ["GET", "HEAD"], ListAsync).WithMetadata(admin);
        routes.MapMethods("/api/retention/sweeps/{id}", ["GET", "HEAD"], ShowAsync).WithMetadata(admin);
    }

    private static async Task PreviewAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var (rules, after, refusal) = ((RetentionRules?)null, (MediaId?)null, KnownParameters.WhyNot(query, "rules", "after"));
        if (query["after"] is [{ } from])
        {
            after = MediaId.TryParse(from, out var id) ? id : null;
            refusal ??= after is null ? Problem.ParameterInvalid.Because("after must be the next of the part before.") : null;
        }

        if (query["rules"] is [{ } text])
        {
            refusal ??= RetentionRules.TryParse(text, out rules, out var why) ? null : Problem.ParameterInvalid.Because($"rules: {why}.");
        }

        if (refusal is not null)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        var services = context.RequestServices;
        var (preview, policy) = (services.GetRequiredService<Preview>(), services.GetRequiredService<RetentionPolicy>());
        // It may take seconds, and a request goes on in the thread of the socket.
        var part = await Task.Run(() => preview.Look(rules, after, context.RequestAborted), context.RequestAborted);
        await context.AnswerAsync(StatusCodes.Status200OK, json => RetentionWire.WritePreview(json, part, policy, rules ?? policy.Rules));
    }

    private static async Task SweepAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var sweep = await services.GetRequiredService<SweepCatalog>().BeginAsync(SweepKind.Rules, SweepAsker.Operator);
        services.GetRequiredService<SweepBell>().Door.Ring();
        await context.AnswerAsync(StatusCodes.Status202Accepted, json => RetentionWire.WriteSweep(json, sweep));
    }

    private static Task ListAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "after", "limit");
        var (after, limit) = (query.AfterRow(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return context.RefuseAsync(refusal);
        }

        var page = context.RequestServices.GetRequiredService<SweepCatalog>().List(after == 0 ? null : after, limit);
        return context.AnswerAsync(StatusCodes.Status200OK, json => RetentionWire.WriteSweeps(json, page, page.Count == limit));
    }

    private static Task ShowAsync(HttpContext context) =>
        long.TryParse(context.GetRouteValue("id") as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && context.RequestServices.GetRequiredService<SweepCatalog>().Find(id) is { } sweep
            ? context.AnswerAsync(StatusCodes.Status200OK, json => RetentionWire.WriteSweep(json, sweep))
            : context.RefuseAsync(Problem.SweepNotFound.Because("No sweep has this id: GET /api/retention/sweeps lists them."));
}
