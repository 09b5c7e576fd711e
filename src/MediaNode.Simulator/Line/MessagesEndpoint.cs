using System.Globalization;
using System.Text.Json;
using MediaNode.Simulator.Faults;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Line;

/// <summary><c>POST /wa/NUMBER/messages</c>: the node hands messages over.</summary>
internal sealed class MessagesEndpoint(Intake intake, FaultBook faults)
{
    /// <summary>As docs/line.md says.</summary>
    public const int MostMessages = 256;

    // A message with a thumbnail has some 20 KB.
    private const int MostBytes = 32 << 20;

    public void Map(IEndpointRouteBuilder routes) => routes.MapJson("POST", "/wa/{number}/messages", TakeAsync);

    private async Task TakeAsync(HttpContext context)
    {
        var number = WaId.Of(context, "number");
        using var body = await context.ReadObjectAsync(MostBytes);
        if (!body.RootElement.TryGetProperty("messages", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new RefusedException("`messages` must be an array.");
        }

        if (list.GetArrayLength() > MostMessages)
        {
            throw new RefusedException($"`messages` may have {MostMessages} entries; there are {list.GetArrayLength()}.");
        }

        var messages = list.EnumerateArray().Select(SentMessage.Read).ToList();
        var happening = faults.Take(FaultPoint.Send);
        if (await TryFailAsync(context, happening))
        {
            return;
        }

        var reject = happening.FirstOrDefault(fault => fault.Type == "reject");
        var taken = intake.Take(number, messages, reject is null ? null : reject.Code ?? Rejection.InvalidUser);
        if (happening.Any(fault => fault.Type == "lost-answer"))
        {
            context.Abort();
            return;
        }

        await AnswerAsync(context, taken);
    }

    /// <returns>Whether a fault keeps the messages from being taken.</returns>
    private static async Task<bool> TryFailAsync(HttpContext context, IReadOnlyList<Fault> happening)
    {
        foreach (var fault in happening)
        {
            switch (fault.Type)
            {
                case "host-down":
                    context.Abort();
                    return true;
                case "server-error":
                    await context.RefuseAsync(StatusCodes.Status500InternalServerError, "A fault of the simulator: server-error.");
                    return true;
                case "too-many-requests":
                    context.Response.Headers.RetryAfter = (fault.RetryAfter ?? 1).ToString(CultureInfo.InvariantCulture);
                    await context.RefuseAsync(StatusCodes.Status429TooManyRequests, "A fault of the simulator: too-many-requests.");
                    return true;
            }
        }

        return false;
    }

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<Taken> taken) => context.AnswerAsync(StatusCodes.Status200OK, writer =>
    {
        writer.WriteStartArray("messages"u8);
        foreach (var message in taken)
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, message.Id);
            writer.WriteString("status"u8, message.Error is null ? "accepted"u8 : "rejected"u8);
            if (message.Error is null)
            {
                writer.WriteString("timestamp"u8, Instant.ToText(message.At));
            }
            else
            {
                writer.WritePropertyName("error"u8);
                writer.WriteRawValue(message.Error, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });
}
