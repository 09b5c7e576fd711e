namespace MediaNode.Messages.Contents;

/// <summary>A media in the header of a template or an interactive message, as it goes on: with its file name, without where it came from.</summary>
internal static class HeaderMedia
{
    public static void Write(Parameter media, string type, Reading reading)
    {
        reading.Json.WriteStartObject(type);
        if (type == "document")
        {
            reading.Write("filename", FileName.Of(media["filename"]));
        }

        reading.Json.WriteEndObject();
    }
}
