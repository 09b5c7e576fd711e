using System.Text.Json;
using MediaNode.Formats.Chats;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Messages;

/// <summary>A message of a phone in JSON.</summary>
internal static class MessageJson
{
    // The phone's own address of the media may be newer than the one that the message brought.
    private static readonly string[] _moved = ["url", "direct_path"];

    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter writer, Message message, Platform platform)
    {
        using var content = message.ReadContent();
        writer.WriteString("id"u8, message.Id);
        writer.WriteString("from"u8, message.Incoming ? message.Number : message.WaId);
        if (!message.Incoming)
        {
            writer.WriteString("to"u8, message.Number);
        }

        writer.WriteString("type"u8, message.Type);
        writer.WriteString("timestamp"u8, Instant.ToText(message.At));
        WriteWords(writer, message, content.RootElement);
        WriteShown(writer, Caption.Show(message, content.RootElement, platform));
        writer.WriteString("status"u8, message.Status);
        if (message.Media is not null)
        {
            writer.WritePropertyName("media"u8);
            WriteMedia(writer, message);
        }
    }

    private static void WriteWords(Utf8JsonWriter writer, Message message, JsonElement content)
    {
        if (message.Type == "text" && content.TextOf("body") is { } text)
        {
            writer.WriteString("text"u8, text);
        }

        if (message.PreviewUrl is { } preview)
        {
            writer.WriteBoolean("preview_url"u8, preview);
        }

        if (message.Type is "text" or "template" or "interactive" or "location" or "contacts" || message.Kind is null)
        {
            writer.WritePropertyName("content"u8);
            writer.WriteRawValue(message.Content, skipInputValidation: true);
            return;
        }

        if (content.TextOf("caption") is { } caption)
        {
            writer.WriteString("caption"u8, caption);
        }

        if (content.TextOf("filename") is { } name)
        {
            writer.WriteString("filename"u8, name);
        }
    }

    private static void WriteShown(Utf8JsonWriter writer, Shown shown)
    {
        writer.WriteStartObject("display"u8);
        writer.WriteString("title"u8, shown.Title);
        writer.WriteString("subtitle"u8, shown.Subtitle);
        writer.WriteBoolean("truncated"u8, shown.Truncated);
        writer.WriteEndObject();
    }

    private static void WriteMedia(Utf8JsonWriter writer, Message message)
    {
        using var media = JsonDocument.Parse(message.Media);
        writer.WriteStartObject();
        foreach (var member in media.RootElement.EnumerateObject().Where(member => !_moved.Contains(member.Name)))
        {
            member.WriteTo(writer);
        }

        writer.WriteString("url"u8, message.Url);
        writer.WriteString("direct_path"u8, message.DirectPath);
        writer.WriteString("state"u8, message.State);
        if (message.Problem is not null)
        {
            writer.WriteString("problem"u8, message.Problem);
        }

        writer.WriteEndObject();
    }
}
