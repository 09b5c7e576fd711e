using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>The rules of <c>Retention:Rules</c>: of those that fit a media the narrowest holds. Without any, everything is kept.</summary>
[TypeConverter(typeof(RetentionRulesConverter))]
public sealed partial class RetentionRules
{
    private const string Accepted =
        "write rules such as outgoing=30d, incoming=90d, incoming/video=14d: outgoing, link or incoming; "
        + "/image, /sticker, /video, /audio or /document; a time in d or h";

    private static readonly string[] _families = ["image", "sticker", "video", "audio", "document"];

    internal static readonly RetentionRules None = new([]);

    private RetentionRules(IReadOnlyList<RetentionRule> all) => All = all;

    internal IReadOnlyList<RetentionRule> All { get; }

    /// <summary>The age below which no media is ever forgotten by a rule; null without rules.</summary>
    internal TimeSpan? Shortest => All.Count == 0 ? null : All.Min(rule => rule.Age);

    /// <returns>The rule that holds for a media; null when it is kept.</returns>
    internal RetentionRule? For(MediaOrigin origin, string type) => FamiliesOf(type)
        .Select(family => All.FirstOrDefault(rule => rule.Origin == origin && rule.Family == family)).FirstOrDefault(rule => rule is not null);

    internal static bool TryParse(string text, [NotNullWhen(true)] out RetentionRules? rules, [NotNullWhen(false)] out string? why)
    {
        (rules, why) = (null, null);
        var all = new List<RetentionRule>();
        foreach (var part in text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Read(part) is not { } rule)
            {
                why = $"'{part}' is no rule; {Accepted}";
                return false;
            }

            if (rule.Age < TimeSpan.FromHours(1) || rule.Age > TimeSpan.FromDays(36_500))
            {
                why = $"'{part}': the time must be from 1h to 36500d";
                return false;
            }

            if (all.Any(other => other.Origin == rule.Origin && other.Family == rule.Family))
            {
                why = $"'{part}': there is a rule for the same media before it";
                return false;
            }

            all.Add(rule);
        }

        rules = new RetentionRules(all);
        return true;
    }

    public override string ToString() => string.Join(", ", All);

    private static RetentionRule? Read(string part)
    {
        var match = Form().Match(part);
        if (!match.Success || OriginOf(match.Groups[1].Value) is not { } origin || (match.Groups[2].Success && !_families.Contains(match.Groups[2].Value)))
        {
            return null;
        }

        var count = int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
        return new RetentionRule(
            origin, match.Groups[2].Success ? match.Groups[2].Value : null, match.Groups[4].Value == "h" ? TimeSpan.FromHours(count) : TimeSpan.FromDays(count));
    }

    /// <summary>From the narrowest to all: a sticker is an image as well.</summary>
    private static string?[] FamiliesOf(string type)
    {
        var essence = type.Split(';')[0].Trim().ToLowerInvariant();
        return essence == "image/webp" ? ["sticker", "image", null] : [essence.Split('/')[0] is "image" or "video" or "audio" ? essence.Split('/')[0] : "document", null];
    }

    private static MediaOrigin? OriginOf(string name) => name switch
    {
        "outgoing" => MediaOrigin.Uploaded,
        "link" => MediaOrigin.Fetched,
        "incoming" => MediaOrigin.Received,
        _ => null,
    };

    [GeneratedRegex(@"\A([a-z]+)(?:/([a-z]+))?\s*=\s*([0-9]{1,6})([dh])\z")]
    private static partial Regex Form();
}

/// <summary>Lets configuration hold rules as text.</summary>
internal sealed class RetentionRulesConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        RetentionRules.TryParse((string)value, out var rules, out var why) ? rules : throw new FormatException(why);
}
