using System.Globalization;
using System.Text.Json;
using MediaNode.Formats.Chats;
using MediaNode.Simulator.Phones.Messages;

namespace MediaNode.Simulator.Phones.Chat;

/// <summary>A drawn chat in JSON: dates, the divider, bubbles and albums from top to bottom.</summary>
internal static class ChatJson
{
    /// <summary>Writes the members.</summary>
    public static void Write(Utf8JsonWriter writer, ChatView view)
    {
        var items = view.Items();
        var albums = Albums.Of(items).ToDictionary(album => album.First);
        DateOnly? day = null;
        writer.WriteStartArray("items"u8);
        for (var i = 0; i < items.Count;)
        {
            if (items[i].Day != day)
            {
                day = items[i].Day;
                WriteDate(writer, day.Value);
            }

            if (items[i].UnreadDividerBefore)
            {
                WriteDivider(writer, view.Visit.Unread);
            }

            if (albums.TryGetValue(i, out var album))
            {
                WriteAlbum(writer, view.Messages.Skip(i).Take(album.Count).ToList());
                i += album.Count;
                continue;
            }

            WriteBubble(writer, view.Messages[i], view.Phone.Platform);
            i++;
        }

        writer.WriteEndArray();
        if (view.Before is { } before)
        {
            writer.WriteNumber("before"u8, before);
        }
    }

    private static void WriteDate(Utf8JsonWriter writer, DateOnly day)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "date"u8);
        writer.WriteString("day"u8, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    private static void WriteDivider(Utf8JsonWriter writer, long count)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "unread"u8);
        writer.WriteNumber("count"u8, count);
        writer.WriteEndObject();
    }

    private static void WriteAlbum(Utf8JsonWriter writer, IReadOnlyList<Message> messages)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "album"u8);
        writer.WriteStartArray("messages"u8);
        foreach (var message in messages)
        {
            writer.WriteStringValue(message.Id);
        }

        writer.WriteEndArray();
        writer.WriteNumber("count"u8, messages.Count);
        writer.WriteString("side"u8, SideOf(messages[0]));
        writer.WriteEndObject();
    }

    private static void WriteBubble(Utf8JsonWriter writer, Message message, Platform platform)
    {
        using var content = message.ReadContent();
        var shown = Caption.Show(message, content.RootElement, platform);
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "bubble"u8);
        writer.WriteString("message_id"u8, message.Id);
        writer.WriteString("side"u8, SideOf(message));
        writer.WriteString("type"u8, message.Type);
        writer.WriteString("title"u8, shown.Title);
        writer.WriteString("subtitle"u8, shown.Subtitle);
        writer.WriteBoolean("truncated"u8, shown.Truncated);
        writer.WriteString("status"u8, message.Status);
        if (message.Media is not null)
        {
            writer.WriteStartObject("media"u8);
            writer.WriteString("kind"u8, message.KindName);
            writer.WriteString("state"u8, message.State);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string SideOf(Message message) => message.Incoming ? "in" : "out";
}
