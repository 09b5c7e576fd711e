using MediaNode.Access;
using MediaNode.Business;
using MediaNode.Wire;

namespace MediaNode.Messages;

/// <summary><c>POST /v1/messages</c>.</summary>
internal static class SendEndpoints
{
    public static void MapSends(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/messages", SendAsync).WithMetadata(new Needs(Role.User));

    private static async Task SendAsync(HttpContext context)
    {
        var (body, unreadable) = await JsonBody.ReadObjectAsync(context);
        unreadable ??= Recipient.WhyNotSelf(body.Text("to"), context.RequestServices.GetRequiredService<WaId>())?.Refusal;
        if (unreadable is not null)
        {
            await context.RefuseAsync(unreadable);
            return;
        }

        var (message, input, refusal) = await context.RequestServices.GetRequiredService<Acceptance>().AcceptAsync(body);
        if (refusal is not null)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        await context.AnswerAsync(StatusCodes.Status201Created, json =>
        {
            json.WriteStartArray("messages");
            json.WriteStartObject();
            json.WriteString("id", message!.Id);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("contacts");
            json.WriteStartObject();
            json.WriteString("input", input);
            json.WriteString("wa_id", message.Recipient);
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }
}
