using System.Text.Json;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Reconciling;

/// <summary><c>POST /api/reconcile</c> and <c>GET /api/reconcile</c>: hold what is stored against what is known, and tell what came of it.</summary>
internal static class ReconcileEndpoints
{
    private static readonly string[] _members = ["fix", "quick", "adopt", "force"];

    public static void MapReconcile(this IEndpointRouteBuilder routes)
    {
        var admin = new Needs(Role.Admin);
        routes.MapMethods("/api/reconcile", ["GET", "HEAD"], ShowAsync).WithMetadata(admin);
        routes.MapPost("/api/reconcile", BeginAsync).WithMetadata(admin);
    }

    private static Task ShowAsync(HttpContext context)
    {
        var passes = context.RequestServices.GetRequiredService<PassCatalog>();
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            ReconcileWire.Write(json, "reconcile", passes.Last(PassKind.Reconcile), passes);
            ReconcileWire.Write(json, "scrub", passes.Last(PassKind.Scrub), passes);
        });
    }

    private static async Task BeginAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        if ((refusal ?? WhyNot(body)) is { } why)
        {
            await context.RefuseAsync(why);
            return;
        }

        var services = context.RequestServices;
        var passes = services.GetRequiredService<PassCatalog>();
        var begun = await passes.BeginAsync(new Pass
        {
            Kind = PassKind.Reconcile,
            IsAskedFor = true,
            Fixes = Is(body, "fix"),
            IsQuick = Is(body, "quick"),
            Adopts = Is(body, "adopt"),
            IsForced = Is(body, "force"),
        });
        if (begun is null)
        {
            await context.RefuseAsync(Problem.ReconcileUnderWay.Because("A pass is under way: GET /api/reconcile tells how far it has come. Ask again when it is over."));
            return;
        }

        services.GetRequiredService<ReconcileBell>().Door.Ring();
        await context.AnswerAsync(StatusCodes.Status202Accepted, json => ReconcileWire.Write(json, "reconcile", begun, passes));
    }

    private static Refusal? WhyNot(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            if (!_members.Contains(member.Name) || member.Value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return Problem.ParameterInvalid.Because($"This call takes {string.Join(", ", _members)}, each true or false.");
            }
        }

        return null;
    }

    private static bool Is(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
