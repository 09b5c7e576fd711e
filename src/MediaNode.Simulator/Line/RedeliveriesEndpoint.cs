using System.Text.Json;
using MediaNode.Formats.Sealing;
using MediaNode.Simulator.Phones;
using MediaNode.Simulator.Phones.Downloads;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Line;

/// <summary><c>POST /wa/NUMBER/redeliveries</c>: the node answers a re-request.</summary>
internal sealed class RedeliveriesEndpoint(SimulatorStore store, Bells bells, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapJson("POST", "/wa/{number}/redeliveries", AnswerAsync);

    private async Task AnswerAsync(HttpContext context)
    {
        var number = WaId.Of(context, "number");
        using var body = await context.ReadObjectAsync();
        var id = body.RootElement.RequiredTextOf("message_id");
        var (note, code) = Read(body.RootElement);
        store.Do(connection =>
        {
            if (Message.FindOf(connection, number, id) is not { Media: not null } message)
            {
                throw new RefusedException(StatusCodes.Status404NotFound, $"There is no message {id} with a media.");
            }

            Redeliveries.Answer(connection, message, note, code, clock.Milliseconds());
        });
        bells.Downloads.Ring();
        await context.AnswerEmptyAsync();
    }

    private static (RedeliveryNote? Note, ulong Code) Read(JsonElement body)
    {
        if (!body.TryGetProperty("error", out var error))
        {
            return (new RedeliveryNote(body.RequiredBytesOf("enc_iv"), body.RequiredBytesOf("enc_p")), 0);
        }

        return error.ValueKind == JsonValueKind.Number && error.TryGetUInt64(out var code)
            ? (null, code)
            : throw new RefusedException("`error` must be the number of an outcome.");
    }
}
