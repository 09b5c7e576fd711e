using System.Globalization;
using System.Text.Json;
using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Messages;

/// <summary><c>GET /api/messages</c>, a page at a time, oldest first, and <c>GET /api/messages/{id}</c>, the story of one.</summary>
internal static class MessageListEndpoints
{
    public static void MapMessageList(this IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/messages", ["GET", "HEAD"], ListAsync).WithMetadata(new Needs(Role.User));
        routes.MapMethods("/api/messages/{id}", ["GET", "HEAD"], ShowAsync).WithMetadata(new Needs(Role.User));
    }

    private static Task ListAsync(HttpContext context)
    {
        var query = new MessageListQuery(context.Request.Query);
        var (filter, after, limit) = (query.Filter(), query.AfterRow(), query.Limit());
        if (query.Refusal is { } refusal)
        {
            return context.RefuseAsync(refusal);
        }

        var messages = context.RequestServices.GetRequiredService<MessageCatalog>().List(filter, after, limit);
        return context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            json.WriteStartArray("messages");
            foreach (var message in messages)
            {
                json.WriteStartObject();
                WriteHead(json, message);
                json.WriteString("accepted_at", message.AcceptedAt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (messages.Count == limit)
            {
                json.WriteString("next", messages[^1].Seq.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                json.WriteNull("next");
            }
        });
    }

    private static async Task ShowAsync(HttpContext context)
    {
        var id = Convert.ToString(context.GetRouteValue("id"), CultureInfo.InvariantCulture) ?? "";
        if (KnownParameters.WhyNot(context.Request.Query) is { } odd)
        {
            await context.RefuseAsync(odd);
            return;
        }

        if (id.Length > MessageId.MostCharacters || context.RequestServices.GetRequiredService<MessageCatalog>().Find(id) is not { } message)
        {
            await context.RefuseAsync(Problem.MessageNotFound.Because("No message that this node accepted has this id."));
            return;
        }

        var story = await context.RequestServices.GetRequiredService<MessageStory>().OfAsync(message);
        await context.AnswerAsync(StatusCodes.Status200OK, json =>
        {
            WriteHead(json, message);
            json.WritePropertyName("content");
            json.WriteRawValue(message.Content);
            StoryWire.Write(json, message, story);
        });
    }

    private static void WriteHead(Utf8JsonWriter json, Message message)
    {
        json.WriteString("id", message.Id);
        json.WriteString("to", message.Recipient);
        json.WriteString("type", message.Type);
        json.WriteString("status", message.State.Name);
        if (message.MediaId is { } media)
        {
            json.WriteString("media_id", media.ToString());
        }

        if (message.Kind is { } kind)
        {
            json.WriteString("kind", Kinds.NameOf(kind));
        }
    }
}
