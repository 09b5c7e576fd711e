using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNode.Problems;
using MediaNode.Wire;

namespace MediaNode.Business;

/// <summary>One setting that the node knows.</summary>
/// <param name="Path">Of its keys: <c>webhooks.message.sent</c>.</param>
/// <param name="Form">How it is read.</param>
/// <param name="Default">What is given back as long as it is not set; null for nothing.</param>
/// <param name="SameAs">The path of the newer setting that this is an older key of: whichever is given last holds for both.</param>
internal sealed record KnownSetting(string Path, SettingForm Form, JsonNode? Default = null, string? SameAs = null);

/// <summary>The settings of one subject: which are known, how what a client gives is merged into what is kept, and the whole with its defaults.</summary>
/// <remarks>Keys that are not known are kept and given back as they came: clients send ones of their own and want no refusal.</remarks>
internal sealed class SettingTable
{
    private readonly IReadOnlyList<KnownSetting> _known;
    private readonly Dictionary<string, SettingForm> _forms;
    private readonly HashSet<string> _sections;

    public SettingTable(params IReadOnlyList<KnownSetting> known)
    {
        _known = known;
        _forms = known.ToDictionary(setting => setting.Path, setting => setting.Form);
        _sections = [.. known.SelectMany(setting => SectionsOf(setting.Path))];
    }

    /// <returns>Everything: what is kept, and the default for what is not.</returns>
    public JsonObject Whole(JsonObject kept)
    {
        var whole = new JsonObject();
        foreach (var (path, _, value, _) in _known)
        {
            if (value is not null)
            {
                Put(whole, path, value.DeepClone());
            }
        }

        Overlay(whole, kept);
        return whole;
    }

    /// <summary>Merges deeply: what is absent or null stays, arrays are replaced whole.</summary>
    /// <returns>What is to be kept, or why not.</returns>
    public (JsonObject Kept, Refusal? Refusal) Merge(JsonObject kept, JsonElement given)
    {
        var merged = (JsonObject)kept.DeepClone();
        try
        {
            if (Merge(merged, new Given(given, "")) is { } refusal)
            {
                return (kept, refusal);
            }

            foreach (var setting in _known.Where(setting => setting.SameAs is not null))
            {
                Align(merged, new Given(given, ""), setting.Path, setting.SameAs!);
            }
        }
        catch (InvalidOperationException)
        {
            return (kept, Problem.InvalidRequest.Because("The body has a text that is none: half of a surrogate pair, or bytes that are not UTF-8."));
        }

        return JsonTree.Write(merged).Length <= JsonBody.MaxBytes ? (merged, null)
            : (kept, Problem.BodyTooLarge.Because($"With this, the settings would have more than {JsonBody.MaxBytes} bytes."));
    }

    private Refusal? Merge(JsonObject into, Given given)
    {
        foreach (var member in given.Value.EnumerateObject())
        {
            var item = new Given(member.Value, Given.Join(given.Path, member.Name));
            if (item.IsThere && MergeMember(into, member.Name, item) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private Refusal? MergeMember(JsonObject into, string name, Given given)
    {
        if (name.Contains('.', StringComparison.Ordinal))
        {
            // No known key has a dot; its path must not be taken for that of one.
            into[name] = JsonTree.Of(given.Value);
            return null;
        }

        if (_forms.TryGetValue(given.Path, out var form))
        {
            var (node, accepted, culprit) = form(given);
            if (accepted is not null)
            {
                return (culprit ?? given).Refuse(accepted);
            }

            into.Remove(name);
            if (node is not null)
            {
                into[name] = node;
            }

            return null;
        }

        var isSection = _sections.Contains(given.Path);
        if (isSection && !given.IsObject)
        {
            return given.Refuse("an object");
        }

        if (!isSection && (!given.IsObject || given.Items is { Count: > 0 }))
        {
            into[name] = JsonTree.Of(given.Value);
            return null;
        }

        if (into[name] is not JsonObject inner)
        {
            into[name] = inner = [];
        }

        return Merge(inner, given);
    }

    private static void Align(JsonObject merged, Given given, string older, string newer)
    {
        if (At(given, newer).IsThere)
        {
            if (Find(merged, older) is not null)
            {
                Put(merged, older, Find(merged, newer)!.DeepClone());
            }
        }
        else if (At(given, older).IsThere)
        {
            Put(merged, newer, Find(merged, older)!.DeepClone());
        }
    }

    private static Given At(Given given, string path) => path.Split('.').Aggregate(given, static (at, name) => at[name]);

    private static JsonNode? Find(JsonObject tree, string path) =>
        path.Split('.').Aggregate((JsonNode?)tree, static (at, name) => (at as JsonObject)?[name]);

    private static void Overlay(JsonObject whole, JsonObject kept)
    {
        foreach (var (name, value) in kept)
        {
            if (value is JsonObject inner && whole[name] is JsonObject beneath)
            {
                Overlay(beneath, inner);
            }
            else
            {
                whole[name] = value?.DeepClone();
            }
        }
    }

    private static void Put(JsonObject whole, string path, JsonNode value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (whole[name] is not JsonObject inner)
            {
                whole[name] = inner = [];
            }

            whole = inner;
        }

        whole[names[^1]] = value;
    }

    private static IEnumerable<string> SectionsOf(string path)
    {
        for (var dot = path.IndexOf('.', StringComparison.Ordinal); dot > 0; dot = path.IndexOf('.', dot + 1))
        {
            yield return path[..dot];
        }
    }
}
