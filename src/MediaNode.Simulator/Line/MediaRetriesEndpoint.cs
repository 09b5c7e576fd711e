using MediaNode.Formats.Sealing;
using MediaNode.Simulator.Phones;
using MediaNode.Simulator.Phones.Downloads;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Phones.Outgoing;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Line;

/// <summary><c>POST /wa/NUMBER/media_retries</c>: the node asks a phone for a media once more.</summary>
internal sealed class MediaRetriesEndpoint(SimulatorStore store, Bells bells, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapJson("POST", "/wa/{number}/media_retries", AskAsync);

    private async Task AskAsync(HttpContext context)
    {
        var number = WaId.Of(context, "number");
        using var body = await context.ReadObjectAsync();
        var id = body.RootElement.RequiredTextOf("message_id");
        var note = new RedeliveryNote(body.RootElement.RequiredBytesOf("enc_iv"), body.RootElement.RequiredBytesOf("enc_p"));
        store.Do(connection =>
        {
            if (Message.FindOf(connection, number, id) is not { Incoming: false, Media: not null } message)
            {
                throw new RefusedException(StatusCodes.Status404NotFound, $"No phone has sent a message {id} with a media.");
            }

            var opened = RedeliveryRequest.Open(note, WantedMedia.Of(message).Key, id) is NoteResult<RedeliveryRequest>.Opened;
            Resend.Ask(connection, message, opened, clock.Milliseconds());
        });
        bells.Resends.Ring();
        await context.AnswerEmptyAsync();
    }
}
