using System.Runtime.InteropServices;
using System.Text.Json;
using MediaNode.Simulator.Wire;

namespace MediaNode.Simulator.Phones.Outgoing;

/// <summary>What the owner of a phone says without a media: the content of the message, looked at lightly.</summary>
internal static class Said
{
    /// <summary>The types of such messages.</summary>
    public static readonly IReadOnlyList<string> Types = ["text", "location", "contacts", "button", "interactive"];

    // A text of the protocol may have so many characters.
    private const int LongestText = 4096;

    /// <returns>What stands under the type in the message; null for an unknown type.</returns>
    /// <exception cref="RefusedException">Something is missing or wrong.</exception>
    public static byte[]? Read(string type, JsonElement body) => type switch
    {
        "text" => Text(body),
        "location" => Location(body),
        "contacts" => Contacts(body),
        "button" => Button(body),
        "interactive" => Reply(body),
        _ => null,
    };

    private static byte[] Text(JsonElement body)
    {
        var text = body.RequiredTextOf("body");
        return text.Length <= LongestText
            ? JsonAnswer.ToBytes(writer => writer.WriteString("body"u8, text)).ToArray()
            : throw new RefusedException($"`body` may have {LongestText} characters.");
    }

    private static byte[] Location(JsonElement body)
    {
        RequireDegrees(body, "latitude", 90);
        RequireDegrees(body, "longitude", 180);
        RequireTexts(body, "name", "address", "url");
        return Whole(body);
    }

    private static byte[] Contacts(JsonElement body)
    {
        if (!body.TryGetProperty("contacts", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw new RefusedException("`contacts` must be an array with at least one contact.");
        }

        foreach (var contact in list.EnumerateArray())
        {
            if (contact.ValueKind != JsonValueKind.Object || !contact.TryGetProperty("name", out var name) || name.TextOf("formatted_name") is not { Length: > 0 })
            {
                throw new RefusedException("A contact must be an object with a `name` that has a `formatted_name`.");
            }
        }

        return Whole(list);
    }

    private static byte[] Button(JsonElement body)
    {
        body.RequiredTextOf("text");
        RequireTexts(body, "payload");
        return Whole(body);
    }

    private static byte[] Reply(JsonElement body)
    {
        var type = body.RequiredTextOf("type");
        if (type is not ("button_reply" or "list_reply"))
        {
            throw new RefusedException($"`type` of an interactive message is {type}; it must be button_reply or list_reply.");
        }

        if (!body.TryGetProperty(type, out var reply) || reply.ValueKind != JsonValueKind.Object)
        {
            throw new RefusedException($"`{type}` must be an object with `id` and `title`.");
        }

        reply.RequiredTextOf("id");
        reply.RequiredTextOf("title");
        RequireTexts(reply, "description");
        return Whole(body);
    }

    private static void RequireDegrees(JsonElement body, string name, double most)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number || !(Math.Abs(value.GetDouble()) <= most))
        {
            throw new RefusedException($"`{name}` must be a number from -{most} to {most}.");
        }
    }

    private static void RequireTexts(JsonElement body, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (body.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
            {
                throw new RefusedException($"`{name}` must be a text.");
            }
        }
    }

    private static byte[] Whole(JsonElement element) => JsonMarshal.GetRawUtf8Value(element).ToArray();
}
