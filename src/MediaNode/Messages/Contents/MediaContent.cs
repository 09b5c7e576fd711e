using MediaNode.Formats.Limits;

namespace MediaNode.Messages.Contents;

/// <summary><c>image</c>, <c>audio</c>, <c>video</c>, <c>document</c>, <c>sticker</c>.</summary>
internal static class MediaContent
{
    /// <summary>Characters of a caption, since v2.41.2 of the original.</summary>
    public const int MostCaption = 1024;

    public static void Write(Parameter media, string type, Reading reading)
    {
        var kind = Kinds.Find(type)!.Value;
        var attachment = MediaSource.Read(media, kind);
        if (kind == Kind.Audio && attachment is not null)
        {
            attachment = attachment with { Voice = media["voice"].Flag() };
        }

        reading.Attachment = attachment;
        reading.Json.WriteStartObject();
        reading.Write("caption", Caption(media["caption"], kind));
        if (kind == Kind.Document)
        {
            reading.Write("filename", FileName.Of(media["filename"]));
        }

        reading.Json.WriteEndObject();
    }

    private static string? Caption(Parameter caption, Kind kind)
    {
        if (kind is not (Kind.Audio or Kind.Sticker))
        {
            return caption.Text(MostCaption);
        }

        if (caption.Text() is { Length: > 0 })
        {
            caption.NotRequired($"is given, and WhatsApp shows none with {Kinds.NameOf(kind)}: only image, video and document have one. Send a text of its own.");
        }

        return null;
    }
}
