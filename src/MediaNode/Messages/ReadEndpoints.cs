using System.Globalization;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Problems;
using MediaNode.Upstreams;
using MediaNode.Wire;

namespace MediaNode.Messages;

/// <summary><c>PUT /v1/messages/{id}</c>: the business has read a message from a user, and with it those before.</summary>
internal static class ReadEndpoints
{
    public static void MapReads(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/v1/messages/{id}", MarkReadAsync).WithMetadata(new Needs(Role.User));

    private static async Task MarkReadAsync(HttpContext context)
    {
        var (body, refusal) = await JsonBody.ReadObjectAsync(context);
        await ((refusal ?? WhyNot(body) ?? await MarkReadAsync(context, Id(context))) is { } why
            ? context.RefuseAsync(why)
            : context.AnswerDoneAsync());
    }

    private static Refusal? WhyNot(System.Text.Json.JsonElement body)
    {
        var findings = new Findings();
        new Parameter(body, "", findings)["status"].Choice(required: true, "read");
        return findings.First;
    }

    private static async Task<Refusal?> MarkReadAsync(HttpContext context, string id)
    {
        if (id.Length > MessageId.MostCharacters)
        {
            return Unknown();
        }

        switch (await context.RequestServices.GetRequiredService<IUpstream>().MarkReadAsync(id, context.RequestAborted))
        {
            case CallOutcome.NotFound:
                return Unknown();
            case CallOutcome.Failed(var reason, _):
                return Problem.UpstreamUnavailable.Because($"The message could not be marked: {reason}");
            default:
                await context.RequestServices.GetRequiredService<EventCatalog>().MarkReadAsync(id);
                return null;
        }
    }

    private static Refusal Unknown() => Problem.MessageNotFound.Because("No message that a user sent has this id.");

    private static string Id(HttpContext context) => Convert.ToString(context.GetRouteValue("id"), CultureInfo.InvariantCulture) ?? "";
}
