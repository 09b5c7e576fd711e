using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Phones.Chat;

/// <summary>The chat of a phone, as drawn.</summary>
internal sealed class ChatEndpoints(SimulatorStore store, Bells bells, TimeProvider clock)
{
    private const int Page = 200;
    private const int LargestPage = 1000;

    public void Map(IEndpointRouteBuilder routes) => routes.MapJson("GET", "/sim/phones/{wa_id}/chat", ShowAsync);

    private Task ShowAsync(HttpContext context)
    {
        var waId = WaId.Of(context, "wa_id");
        var limit = (int)context.Request.NumberOf("limit", Page, 1, LargestPage);
        var before = context.Request.NumberOf("before", long.MaxValue, 1, long.MaxValue);
        var peek = context.Request.FlagOf("peek");
        var number = context.Request.Query.TryGetValue("with", out var with) ? WaId.Read(with, "with") : null;
        var view = store.Do(connection => ChatView.Open(
            connection, PhoneBook.Get(connection, waId), number, before, limit, peek, clock.Milliseconds()));
        bells.Receipts.Ring();
        return context.AnswerAsync(StatusCodes.Status200OK, writer => ChatJson.Write(writer, view));
    }
}
