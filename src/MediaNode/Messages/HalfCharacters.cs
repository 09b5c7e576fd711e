using System.Globalization;
using System.Text.Json;

namespace MediaNode.Messages;

/// <summary>Looks for texts that are none: an escape such as \ud800 alone, bytes that are not UTF-8. The parser lets both pass.</summary>
internal static class HalfCharacters
{
    /// <returns>The path of the first; null when every text, and every name, can be read.</returns>
    public static string? FirstIn(JsonElement value, string path = "")
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString() is null ? path : null,
                JsonValueKind.Object => FirstInObject(value, path),
                JsonValueKind.Array => FirstInArray(value, path),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return path.Length == 0 ? "the body" : path;
        }
    }

    private static string? FirstInObject(JsonElement value, string path)
    {
        foreach (var member in value.EnumerateObject())
        {
            // Reading the name throws where it is broken: the path is then that of the object.
            if (FirstIn(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}") is { } broken)
            {
                return broken;
            }
        }

        return null;
    }

    private static string? FirstInArray(JsonElement value, string path)
    {
        var at = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (FirstIn(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]")) is { } broken)
            {
                return broken;
            }

            at++;
        }

        return null;
    }
}
