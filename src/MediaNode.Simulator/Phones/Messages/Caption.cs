using System.Text.Json;
using MediaNode.Formats.Chats;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>The words of a message, and how a phone shows them.</summary>
internal static class Caption
{
    /// <summary>What stands in the bubble.</summary>
    /// <param name="message">Which.</param>
    /// <param name="content">Its content, read.</param>
    /// <param name="platform">On which phone.</param>
    public static Shown Show(Message message, JsonElement content, Platform platform) => message.Type switch
    {
        "text" => Plain(content.TextOf("body")),
        "button" => Plain(content.TextOf("text")),
        "template" => Plain(content.TextOf("name")),
        "interactive" => Plain(content.ValueKind == JsonValueKind.Object && content.TryGetProperty("body", out var body) ? body.TextOf("text") : Reply(content)),
        "location" => Plain(content.TextOf("name") ?? content.TextOf("address") ?? Place(content)),
        "contacts" => Plain(string.Join(", ", Names(content))),
        _ when message.Kind is { } kind => Shown.Of(kind, content.TextOf("caption"), content.TextOf("filename"), platform),
        _ => Plain(null),
    };

    private static Shown Plain(string? title) => new(title ?? "", "", Truncated: false, HidesFileName: false);

    // Of what its owner has tapped.
    private static string? Reply(JsonElement content) => content.TextOf("type") is { } type && content.TryGetProperty(type, out var reply) ? reply.TextOf("title") : null;

    private static string Place(JsonElement content) => content.TryGetProperty("latitude", out var latitude) && content.TryGetProperty("longitude", out var longitude)
        ? $"{latitude.GetRawText()}, {longitude.GetRawText()}"
        : "";

    private static IEnumerable<string> Names(JsonElement contacts) =>
        from contact in contacts.ValueKind == JsonValueKind.Array ? contacts.EnumerateArray().ToArray() : []
        where contact.ValueKind == JsonValueKind.Object && contact.TryGetProperty("name", out _)
        let name = contact.GetProperty("name").TextOf("formatted_name")
        where name is not null
        select name;
}
