using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Line;

/// <summary><c>POST /wa/NUMBER/read</c>: the business has read what a phone wrote.</summary>
internal sealed class ReadEndpoint(SimulatorStore store)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapJson("POST", "/wa/{number}/read", ReadAsync);

    private async Task ReadAsync(HttpContext context)
    {
        var number = WaId.Of(context, "number");
        using var body = await context.ReadObjectAsync();
        var id = body.RootElement.RequiredTextOf("message_id");
        store.Do(connection =>
        {
            if (Message.FindOf(connection, number, id) is not { Incoming: false } message)
            {
                throw new RefusedException(StatusCodes.Status404NotFound, $"No phone has sent a message {id}.");
            }

            Sending.ReadBy(connection, message);
        });
        await context.AnswerEmptyAsync();
    }
}
