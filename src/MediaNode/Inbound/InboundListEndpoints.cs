using System.Globalization;
using System.Text.Json;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Inbound;

/// <summary><c>GET /api/inbound</c>: what users wrote and how far the node has come with their media, a page at a time, oldest first.</summary>
internal static class InboundListEndpoints
{
    public static void MapInboundList(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/inbound", ["GET", "HEAD"], ListAsync).WithMetadata(new Needs(Role.User));

    private static Task ListAsync(HttpContext context)
    {
        var query = new InboundListQuery(context.Request.Query);
        var (filter, after, limit) = (query.Filter(), query.AfterRow(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return context.RefuseAsync(refusal);
        }

        var page = context.RequestServices.GetRequiredService<InboundList>().Page(filter, after, limit);
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("messages");
            foreach (var (message, media) in page)
            {
                Write(json, message, media);
            }

            json.WriteEndArray();
            if (page.Count == limit)
            {
                json.WriteString("next", page[^1].Message.Seq.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                json.WriteNull("next");
            }
        });
    }

    private static void Write(Utf8JsonWriter json, ListedInbound message, InboundMediaRow? media)
    {
        json.WriteStartObject();
        json.WriteString("id", message.Id);
        json.WriteString("from", message.Sender);
        if (message.Name is { } name)
        {
            json.WriteString("name", name);
        }

        json.WriteString("type", message.Type);
        json.WriteString("received_at", Time(message.ReceivedAt));
        if (message.ReadAt is { } read)
        {
            json.WriteString("read_at", Time(read));
        }

        json.WriteBoolean("told", message.Told == 2);
        if (media is not null)
        {
            json.WriteStartObject("media");
            InboundWire.Write(json, media);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
