using System.Globalization;
using System.Text.Json;

namespace MediaNode.Messages;

/// <summary>Looks for texts that are none: an escape such as \ud800 alone, bytes that are not UTF-8. The parser lets both pass.</summary>
internal static class HalfCharacters
{
    /// <returns>The path of the first; null when every text, and every name, can be read.</returns>
    public static string? FirstIn(JsonElement body)
    {
        try
        {
            ReadAll(body);
            return null;
        }
        catch (InvalidOperationException)
        {
            // Only now is the path worth its cost.
            return PathIn(body, "") is { Length: > 0 } path ? path : "the body";
        }
    }

    private static void ReadAll(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadAll(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    ReadAll(item);
                }

                break;
        }
    }

    /// <returns>The path of a broken text, or of the object with a broken name; null when there is none.</returns>
    private static string? PathIn(JsonElement value, string path)
    {
        try
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                return value.EnumerateArray().Select((item, at) => PathIn(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]")))
                    .FirstOrDefault(broken => broken is not null);
            }

            if (value.ValueKind == JsonValueKind.Object)
            {
                return value.EnumerateObject().Select(member => PathIn(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}"))
                    .FirstOrDefault(broken => broken is not null);
            }

            ReadAll(value);
            return null;
        }
        catch (InvalidOperationException)
        {
            return path;
        }
    }
}
