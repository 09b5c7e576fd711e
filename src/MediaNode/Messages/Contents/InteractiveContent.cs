using MediaNode.Formats.Limits;

namespace MediaNode.Messages.Contents;

/// <summary><c>interactive</c>: words with buttons, a list, products or a flow below them.</summary>
internal static class InteractiveContent
{
    private const int MostHeader = 60;
    private const int MostBody = 1024;
    private const int MostFooter = 60;

    public static void Write(Parameter interactive, Reading reading)
    {
        if (interactive["type"].Choice(required: true, "list", "button", "product", "product_list", "catalog_message", "flow") is not { } type)
        {
            return;
        }

        reading.Json.WriteStartObject();
        reading.Json.WriteString("type", type);
        WriteHeader(interactive["header"], type, reading);
        WriteWords(interactive["body"], "body", MostBody, required: type != "product", reading);
        WriteWords(interactive["footer"], "footer", MostFooter, required: false, reading);
        var action = interactive["action"];
        if (action.RequireObject($"an interactive message of type {type} has an object of that name."))
        {
            reading.Json.WriteStartObject("action");
            InteractiveAction.Write(action, type, reading);
            reading.Json.WriteEndObject();
        }

        reading.Json.WriteEndObject();
    }

    private static void WriteHeader(Parameter header, string type, Reading reading)
    {
        if (!header.IsGiven || !header.RequireObject("a header is an object: {\"type\":\"text\",\"text\":…}.")
            || header["type"].Choice(required: true, "text", "image", "video", "document") is not { } sort)
        {
            return;
        }

        if (sort != "text" && type != "button")
        {
            header["type"].Invalid($"is \"{sort}\" in an interactive message of type {type}; a media is accepted above reply buttons only, elsewhere text.");
            return;
        }

        reading.Json.WriteStartObject("header");
        reading.Json.WriteString("type", sort);
        if (sort == "text")
        {
            reading.Write("text", header["text"].RequiredText(MostHeader));
        }
        else if (header[sort].RequireObject("the media is an object: {\"id\":…}."))
        {
            reading.Attachment = MediaSource.Read(header[sort], Kinds.Find(sort)!.Value);
            HeaderMedia.Write(header[sort], sort, reading);
        }

        reading.Json.WriteEndObject();
    }

    private static void WriteWords(Parameter part, string name, int most, bool required, Reading reading)
    {
        if ((required || part.IsGiven) && part.RequireObject("an object is required: {\"text\":…}."))
        {
            reading.Json.WriteStartObject(name);
            reading.Write("text", part["text"].RequiredText(most));
            reading.Json.WriteEndObject();
        }
    }
}
