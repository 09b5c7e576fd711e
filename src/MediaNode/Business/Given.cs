using System.Globalization;
using System.Text.Json;
using MediaNode.Problems;

namespace MediaNode.Business;

/// <summary>A value that a client gave and the path to it: <c>webhooks.url</c>.</summary>
internal readonly record struct Given(JsonElement Value, string Path)
{
    // Longer ones, and those that are not plain, are not repeated to the client.
    private const int MostQuoted = 60;

    /// <summary>Whether it is there at all; null is as good as absent.</summary>
    public bool IsThere => Value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public bool IsObject => Value.ValueKind == JsonValueKind.Object;

    /// <summary>The text; numbers and booleans count as theirs. Null for what has none.</summary>
    public string? Text => Value.ValueKind switch
    {
        JsonValueKind.String => Value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Value.GetRawText(),
        _ => null,
    };

    /// <summary>A whole number, or the text of one.</summary>
    /// <remarks>3000.0 is one: there are languages that write whole numbers so.</remarks>
    public long? Whole => decimal.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && decimal.IsInteger(number) && decimal.Abs(number) <= long.MaxValue ? (long)number : null;

    /// <summary>What is there, in words.</summary>
    public string Found => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => string.Create(CultureInfo.InvariantCulture, $"an array of {Value.GetArrayLength()}"),
        JsonValueKind.Undefined or JsonValueKind.Null => "missing",
        JsonValueKind.True or JsonValueKind.False => Text!,
        JsonValueKind.Number when Text is { Length: <= MostQuoted } number => number,
        JsonValueKind.Number => "a long number",
        _ => Text is { Length: > 0 and <= MostQuoted } text && text.All(character => character is >= ' ' and <= '~') ? $"\"{text}\""
            : Text is "" ? "empty"
            : string.Create(CultureInfo.InvariantCulture, $"a text of {Characters(Text!)} characters"),
    };

    public Given this[string name] => new(IsObject && Value.TryGetProperty(name, out var member) ? member : default, Join(Path, name));

    /// <summary>The items of an array, or of an object with the keys 0, 1 …, which some clients make of one. Null for anything else.</summary>
    public IReadOnlyList<Given>? Items
    {
        get
        {
            var path = Path;
            return Value.ValueKind == JsonValueKind.Array ? [.. Value.EnumerateArray().Select((item, at) => At(path, item, at))]
                : IsList ? [.. Value.EnumerateObject().Select((member, at) => At(path, member.Value, at))]
                : null;
        }
    }

    /// <summary>Whether it is an object with no other keys than 0, 1 …; an empty one is.</summary>
    public bool IsList => IsObject
        && Value.EnumerateObject().All(static member => int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    /// <summary>What an answer of GET has around the settings, <c>{"settings":{"application":{…}}}</c>, is taken off when it is sent back.</summary>
    public static JsonElement WithoutEnvelope(JsonElement body, params ReadOnlySpan<string> path)
    {
        var inner = new Given(body, "")["settings"];
        foreach (var name in path)
        {
            inner = inner[name];
        }

        return inner.IsObject ? inner.Value : body;
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <param name="accepted">What would be.</param>
    public Refusal Refuse(string accepted) => IsThere
        ? Problem.ParameterInvalid.Because($"{Path} is {Found}; {accepted} is accepted.")
        : Problem.ParameterMissing.Because($"{Path} is missing; {accepted} is accepted.");

    /// <summary>One beyond the basic plane counts once.</summary>
    public static int Characters(string text) => text.Count(unit => !char.IsLowSurrogate(unit));

    private static Given At(string path, JsonElement item, int at) => new(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]"));
}
