using System.Text;
using System.Text.Json;
using MediaNode.Catalog;
using MediaNode.Wire;

namespace MediaNode.Inbound;

/// <summary>A user's media as webhooks tell it.</summary>
internal static class InboundContent
{
    private const string Undownloaded = "undownloaded";

    /// <summary>What is told when a media did not come, in the original's words.</summary>
    /// <param name="why">One sentence.</param>
    public static MessageError Error(string why) => new(400, "Media download error", $"Failed to download the media from the sender. {why}");

    /// <summary>What stands under the type of the message when the media is here.</summary>
    /// <param name="media">The row.</param>
    /// <param name="file">Its absolute path.</param>
    public static string Here(InboundMediaRow media, string file) => Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", media.MediaId);
        WriteMiddle(json, media, withWords: true);
        json.WriteString("file", file);
        json.WriteEndObject();
    });

    /// <summary>What stands there when it is not: no id, for nothing can be fetched by it.</summary>
    public static string NotHere(InboundMediaRow media) => Text(json =>
    {
        json.WriteStartObject();
        WriteMiddle(json, media, withWords: true);
        json.WriteString("status", Undownloaded);
        json.WriteEndObject();
    });

    /// <summary>The element of <c>media_items</c>, for one who asked for the download.</summary>
    /// <param name="media">The row.</param>
    /// <param name="error">Why it is not here; null when it is.</param>
    public static string Item(InboundMediaRow media, MessageError? error) => Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", media.Kind);
        json.WriteStartObject(media.Kind);
        json.WriteString("id", media.MediaId);
        WriteMiddle(json, media, withWords: false);
        json.WriteString("status", error is null ? "downloaded" : Undownloaded);
        json.WriteEndObject();
        if (error is not null)
        {
            json.WriteStartArray("errors");
            json.WriteStartObject();
            json.WriteNumber("code", error.Code);
            json.WriteString("title", error.Title);
            json.WriteString("details", error.Details);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    private static void WriteMiddle(Utf8JsonWriter json, InboundMediaRow media, bool withWords)
    {
        json.WriteString("mime_type", media.Type);
        if (media.Digest is { } digest)
        {
            json.WriteString("sha256", Convert.ToHexStringLower(digest));
        }

        if (withWords && media.Caption is { } caption)
        {
            json.WriteString("caption", caption);
        }

        if (withWords && media.FileName is { } name)
        {
            json.WriteString("filename", name);
        }
    }

    private static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(WireBytes.Write(write).Span);
}
