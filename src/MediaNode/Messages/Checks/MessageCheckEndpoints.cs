using System.Text.Json;
using MediaNode.Access;
using MediaNode.Formats.Chats;
using MediaNode.Wire;

namespace MediaNode.Messages.Checks;

/// <summary><c>POST /api/messages/check</c>: would these messages be taken, and what would a phone make of them. Nothing is sent or kept.</summary>
internal static class MessageCheckEndpoints
{
    public static void MapMessageChecks(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/messages/check", CheckAsync).WithMetadata(new Needs(Role.User));

    private static async Task CheckAsync(HttpContext context)
    {
        var (body, unreadable) = await JsonBody.ReadObjectAsync(context);
        if (unreadable is not null)
        {
            await context.RefuseAsync(unreadable);
            return;
        }

        var findings = new Findings();
        var request = CheckRequest.Read(body, findings);
        if (findings.First is { } refusal)
        {
            await context.RefuseAsync(refusal);
            return;
        }

        var messages = await context.RequestServices.GetRequiredService<MessageChecks>().CheckAsync(request!);
        var chat = ChatCheck.Of(messages);
        await context.AnswerAsync(StatusCodes.Status200OK, json => Write(json, request!, messages, chat));
    }

    private static void Write(Utf8JsonWriter json, CheckRequest request, IReadOnlyList<CheckedMessage> messages, ChatCheck chat)
    {
        json.WriteBoolean("valid", messages.All(message => message.Findings.All.Count == 0));
        json.WriteStartArray("messages");
        for (var at = 0; at < messages.Count; at++)
        {
            json.WriteStartObject();
            json.WriteNumber("index", at);
            Write(json, request, messages[at]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("albums");
        foreach (var album in chat.Albums)
        {
            json.WriteStartObject();
            json.WriteNumber("first", album[0]);
            json.WriteNumber("count", album.Count);
            json.WriteStartArray("messages");
            foreach (var at in album)
            {
                json.WriteNumberValue(at);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("breaks");
        foreach (var gap in chat.Breaks)
        {
            json.WriteStartObject();
            json.WriteNumber("index", gap.Index);
            json.WriteString("rule", gap.Rule);
            json.WriteString("details", gap.Details);
            json.WriteString("advice", gap.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, CheckRequest request, CheckedMessage message)
    {
        json.WriteBoolean("valid", message.Findings.All.Count == 0);
        json.WriteString("type", message.Draft.Type);
        if (message.Kind is { } kind)
        {
            json.WriteString("kind", Formats.Limits.Kinds.NameOf(kind));
        }

        json.WriteStartArray("errors");
        foreach (var (path, (problem, details)) in message.Findings.All)
        {
            json.WriteStartObject();
            json.WriteString("path", path);
            json.WriteNumber("code", problem.Code);
            json.WriteString("title", problem.Title);
            json.WriteString("details", details);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (message.ShownAs is { } sort)
        {
            json.WriteStartObject("shown");
            foreach (var platform in request.Platforms)
            {
                var shown = Shown.Of(sort, message.Caption, message.FileName, platform);
                json.WriteStartObject(platform == Platform.IPhone ? "iphone" : "android");
                json.WriteString("title", shown.Title);
                json.WriteString("subtitle", shown.Subtitle);
                json.WriteBoolean("truncated", shown.Truncated);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("warnings");
        foreach (var warning in message.Warnings)
        {
            json.WriteStartObject();
            json.WriteString("warning", warning.Name);
            json.WriteString("details", warning.Details);
            json.WriteString("advice", warning.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
