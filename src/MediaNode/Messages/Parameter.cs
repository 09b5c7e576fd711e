using System.Globalization;
using System.Text.Json;
using MediaNode.Problems;

namespace MediaNode.Messages;

/// <summary>A value of a request and the path to it, read as leniently as clients of the original need: texts for numbers, objects for arrays.</summary>
/// <remarks>What does not fit is added to the findings; the value that is read is null then.</remarks>
internal readonly struct Parameter(JsonElement value, string path, Findings findings)
{
    // Longer ones, and those that are not plain, are not repeated to the client.
    private const int MostQuoted = 60;

    public JsonElement Value => value;

    public string Path => path;

    /// <summary>Whether it is there at all; null is as good as absent.</summary>
    public bool IsGiven => value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    public bool IsObject => value.ValueKind == JsonValueKind.Object;

    public Parameter this[string name] => new(
        IsObject && value.TryGetProperty(name, out var member) ? member : default, path.Length == 0 ? name : $"{path}.{name}", findings);

    public void Write(Utf8JsonWriter json) => value.WriteTo(json);

    public void Missing(string accepted) => findings.Add(path, Problem.ParameterMissing, $"is missing; {accepted}");

    public void Invalid(string words) => findings.Add(path, Problem.ParameterInvalid, words);

    public void NotRequired(string why) => findings.Add(path, Problem.ParameterNotRequired, why);

    public void Add(Problem problem, string words) => findings.Add(path, problem, words);

    /// <returns>The text, which may be empty; null when there is none.</returns>
    public string? Text()
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return value.GetString();
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return value.GetRawText();
            case JsonValueKind.Object or JsonValueKind.Array:
                Invalid($"is {Found()}; a text is accepted.");
                return null;
            default:
                return null;
        }
    }

    /// <param name="most">Characters.</param>
    /// <returns>The text; null when there is none or it is empty or too long.</returns>
    public string? Text(int most)
    {
        if (Text() is not { Length: > 0 } text)
        {
            return null;
        }

        if (WhyTooLong(text, most) is { } why)
        {
            Invalid(why);
            return null;
        }

        return text;
    }

    /// <returns>A text that is not empty; null, and a finding, when there is none.</returns>
    public string? RequiredText(int most = int.MaxValue) => Required("a text", most);

    /// <returns>One of those, whatever its case; null, and a finding when it is another or, if required, not there.</returns>
    public string? Choice(bool required, params ReadOnlySpan<string> accepted)
    {
        if ((required ? RequiredText() : Text()) is not { Length: > 0 } text)
        {
            return null;
        }

        foreach (var choice in accepted)
        {
            if (string.Equals(choice, text, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        Invalid($"is {Found()}; {(accepted.Length == 1 ? "only " : "one of ")}{string.Join(", ", accepted)} is accepted.");
        return null;
    }

    public bool? Flag()
    {
        switch (Text()?.ToLowerInvariant())
        {
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            case { Length: > 0 }:
                Invalid($"is {Found()}; true or false is accepted.");
                return null;
            default:
                return null;
        }
    }

    /// <summary>A number, or the text of one.</summary>
    public double? RequiredNumber(double least, double most)
    {
        var accepted = string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}");
        if (Required(accepted) is not { } text)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Invalid($"is {Found()}; {accepted} is accepted.");
        return null;
    }

    /// <summary>A whole number, or the text of one.</summary>
    public long? RequiredInteger(long least, long most)
    {
        var accepted = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        if (Required(accepted) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Invalid($"is {Found()}; {accepted} is accepted.");
        return null;
    }

    /// <summary>Whether it is an object, as it should be; a finding when not.</summary>
    public bool RequireObject(string accepted)
    {
        if (!IsGiven)
        {
            Missing(accepted);
        }
        else if (!IsObject)
        {
            Invalid($"is {Found()}; {accepted}");
        }

        return IsObject;
    }

    /// <summary>The items of an array. An object with the keys 0, 1 … is one too, and anything else stands for an array of itself.</summary>
    /// <returns>None when there is nothing.</returns>
    public IReadOnlyList<Parameter> Items()
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return [];
            case JsonValueKind.Array:
                var items = new List<Parameter>(value.GetArrayLength());
                foreach (var item in value.EnumerateArray())
                {
                    items.Add(ItemAt(item, items.Count));
                }

                return items;
            case JsonValueKind.Object:
                var members = new List<Parameter>();
                foreach (var member in value.EnumerateObject())
                {
                    if (!int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                    {
                        return [this];
                    }

                    members.Add(ItemAt(member.Value, members.Count));
                }

                return members;
            default:
                return [this];
        }
    }

    /// <summary>What is there, in words.</summary>
    public string Found() => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.Undefined or JsonValueKind.Null => "missing",
        _ => Text() is { Length: > 0 and <= MostQuoted } text && text.All(character => character is >= ' ' and <= '~') ? $"\"{text}\"" : "another text",
    };

    /// <returns>Null when a text has no more characters than that; one beyond the basic plane counts once.</returns>
    public static string? WhyTooLong(string text, int most)
    {
        if (text.Length <= most)
        {
            return null;
        }

        var characters = text.Count(unit => !char.IsLowSurrogate(unit));
        return characters <= most ? null
            : string.Create(CultureInfo.InvariantCulture, $"has {characters} characters; at most {most} are accepted.");
    }

    private string? Required(string what, int most = int.MaxValue)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array || Text() is { Length: > 0 })
        {
            return Text(most);
        }

        findings.Add(path, Problem.ParameterMissing, $"is {(IsGiven ? "empty" : "missing")}; {what} is required.");
        return null;
    }

    private Parameter ItemAt(JsonElement item, int at) =>
        new(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{at}]"), findings);
}
