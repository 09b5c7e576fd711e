using System.Text.Json;

namespace MediaNode.Upstreams.WhatsApp;

/// <summary>Reads what others wrote: what is not there, or is of another kind, is null.</summary>
internal static class UntrustedJson
{
    // Ids, numbers and paths are some hundred characters; more is no id.
    private const int MostText = 4096;
    private const int MostReading = 200;

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    /// <returns>The text; null also when it is longer than any of the line's.</returns>
    public static string? TextOf(this JsonElement element, string name)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.String } value)
        {
            return null;
        }

        try
        {
            return value.GetString() is { Length: <= MostText } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8.
            return null;
        }
    }

    /// <returns>Such a text that names something: not empty.</returns>
    public static string? NameOf(this JsonElement element, string name) => element.TextOf(name) is { Length: > 0 } text ? text : null;

    public static long? NumberOf(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static DateTimeOffset? TimeOf(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time) ? time : null;

    public static byte[]? BytesOf(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value && value.TryGetBytesFromBase64(out var bytes) ? bytes : null;

    /// <returns>The entries of an array; null when it is none.</returns>
    public static JsonElement.ArrayEnumerator? ListOf(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : null;

    /// <summary>Words of others as they may stand in a log or an answer: short, on one line.</summary>
    public static string ForReading(this string text)
    {
        var cut = text.Length > MostReading ? text[..MostReading] + "…" : text;
        return cut.Any(char.IsControl) ? string.Concat(cut.Select(letter => char.IsControl(letter) ? ' ' : letter)) : cut;
    }
}
