using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>What a phone has received and sent.</summary>
internal sealed class MessageEndpoints(SimulatorStore store, Bells bells, TimeProvider clock)
{
    private const int Page = 100;
    private const int LargestPage = 1000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapJson("GET", "/sim/phones/{wa_id}/messages", ListAsync);
        routes.MapJson("GET", "/sim/phones/{wa_id}/messages/{id}", ShowAsync);
        routes.MapJson("POST", "/sim/phones/{wa_id}/messages/{id}/read", ReadAsync);
    }

    /// <returns>The phone and the message that the path names.</returns>
    /// <exception cref="RefusedException">The phone has no such message.</exception>
    public static (Phone Phone, Message Message) Find(SimulatorStore store, HttpContext context)
    {
        var waId = WaId.Of(context, "wa_id");
        var id = (string)context.Request.RouteValues["id"]!;
        return store.Do(connection => (PhoneBook.Get(connection, waId), Message.Find(connection, waId, id))) is (var phone, { } message)
            ? (phone, message)
            : throw new RefusedException(StatusCodes.Status404NotFound, $"The phone {waId} has no message {id}.");
    }

    private Task ListAsync(HttpContext context)
    {
        var waId = WaId.Of(context, "wa_id");
        var limit = (int)context.Request.NumberOf("limit", Page, 1, LargestPage);
        var after = context.Request.NumberOf("after", 0, 0, long.MaxValue);
        var (phone, messages) = store.Do(connection => (PhoneBook.Get(connection, waId), Message.Page(connection, waId, after, limit + 1)));
        return context.AnswerAsync(StatusCodes.Status200OK, writer =>
        {
            writer.WriteStartArray("messages"u8);
            foreach (var message in messages.Take(limit))
            {
                writer.WriteStartObject();
                MessageJson.Write(writer, message, phone.Platform);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteNext(messages.Count > limit ? messages[limit - 1].Seq : null);

        });
    }

    private Task ShowAsync(HttpContext context)
    {
        var (phone, message) = Find(store, context);
        return context.AnswerAsync(StatusCodes.Status200OK, writer => MessageJson.Write(writer, message, phone.Platform));
    }

    private Task ReadAsync(HttpContext context)
    {
        var (phone, message) = Find(store, context);
        if (!message.Incoming)
        {
            throw new RefusedException(StatusCodes.Status409Conflict, "The phone has sent this message itself.");
        }

        store.Do(connection => Reading.UpTo(connection, phone, message.Number, message.Seq, clock.Milliseconds()));
        bells.Receipts.Ring();
        return context.AnswerEmptyAsync();
    }
}
