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
        if (await FaultAnswer.TryAsync(context, happening))
        {
            return;
        }

        var reject = happening.Find(FaultType.Reject);
        var taken = intake.Take(number, messages, reject is null ? null : reject.Code ?? Rejection.InvalidUser);
        if (happening.Find(FaultType.LostAnswer) is not null)
        {
            context.Abort();
            return;
        }

        await AnswerAsync(context, taken);
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
