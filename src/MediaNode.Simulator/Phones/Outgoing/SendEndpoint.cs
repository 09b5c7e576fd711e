using MediaNode.Formats.Limits;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Storage;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary><c>POST /sim/phones/{wa_id}/send</c>: the owner of a phone writes, or sends a media.</summary>
internal sealed class SendEndpoint(SimulatorStore store, MediaSender sender, Bells bells, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapJson("POST", "/sim/phones/{wa_id}/send", SendAsync);

    private async Task SendAsync(HttpContext context)
    {
        var waId = WaId.Of(context, "wa_id");
        var type = context.Request.Query["type"].ToString();
        string[] to = context.Request.Query.TryGetValue("to", out var number) ? [WaId.Read(number, "to")] : [];
        if (Kinds.Find(type) is { } kind)
        {
            await SendMediaAsync(context, waId, to, kind);
        }
        else if (Said.Types.Contains(type))
        {
            await SendWordsAsync(context, waId, to, type);
        }
        else
        {
            var known = string.Join(", ", Kinds.All.Select(Kinds.NameOf).Concat(Said.Types).Order(StringComparer.Ordinal));
            throw new RefusedException($"`type` is {(type.Length == 0 ? "missing" : type)}; it must be one of {known}.");
        }
    }

    private async Task SendMediaAsync(HttpContext context, string waId, string[] to, Kind kind)
    {
        try
        {
            var (id, media) = await sender.SendAsync(context, waId, to, MediaOffer.Read(context.Request, kind));
            await AnswerAsync(context, id, media);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // Whoever sent is gone in the middle of it, and nothing was sent.
        }
    }

    private async Task SendWordsAsync(HttpContext context, string waId, string[] to, string type)
    {
        using var body = await context.ReadObjectAsync();
        var message = new OwnMessage(type, Said.Read(type, body.RootElement)!);
        var id = store.Do(connection => Sending.Send(connection, PhoneBook.Get(connection, waId), to, message, clock.Milliseconds()));
        bells.Events.Ring();
        await AnswerAsync(context, id, media: null);
    }

    private static Task AnswerAsync(HttpContext context, string id, byte[]? media) => context.AnswerAsync(StatusCodes.Status201Created, writer =>
    {
        writer.WriteString("id"u8, id);
        if (media is not null)
        {
            writer.WritePropertyName("media"u8);
            writer.WriteRawValue(media, skipInputValidation: true);
        }
    });
}
