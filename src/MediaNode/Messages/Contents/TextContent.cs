using MediaNode.Problems;

namespace MediaNode.Messages.Contents;

/// <summary><c>text</c>: <c>{"body":"…"}</c>.</summary>
internal static class TextContent
{
    /// <summary>Characters of a text.</summary>
    public const int MostCharacters = 4096;

    public static void Write(Parameter text, Reading reading)
    {
        var body = text["body"];
        if (body.RequiredText() is not { } words)
        {
            return;
        }

        if (Parameter.WhyTooLong(words, MostCharacters) is { } why)
        {
            body.Add(Problem.MessageTooLong, why);
            return;
        }

        reading.Json.WriteStartObject();
        reading.Json.WriteString("body", words);
        reading.Json.WriteEndObject();
    }
}
