using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>How long media of one origin, or of a family of types within it, are kept since they were last used.</summary>
/// <param name="Origin">Where from.</param>
/// <param name="Family">Of which types: <c>video</c>; null for all.</param>
/// <param name="Age">Since the last use.</param>
internal sealed record RetentionRule(MediaOrigin Origin, string? Family, TimeSpan Age)
{
    /// <summary>As it is written: <c>incoming/video=14d</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{RetentionRules.NameOf(Origin)}{(Family is null ? "" : "/" + Family)}={RetentionRules.Write(Age)}");
}

/// <summary>The rules of <c>Retention:Rules</c>: of those that fit a media the narrowest holds. Without any, everything is kept.</summary>
[TypeConverter(typeof(RetentionRulesConverter))]
public sealed partial class RetentionRules
{
    private const string Accepted =
        "write rules such as outgoing=30d, incoming=90d, incoming/video=14d: outgoing, link or incoming; /image, /video, /audio or /document; a time in d or h";

    private static readonly string[] _families = ["image", "video", "audio", "document"];

    internal static readonly RetentionRules None = new([]);

    private RetentionRules(IReadOnlyList<RetentionRule> all) => All = all;

    internal IReadOnlyList<RetentionRule> All { get; }

    /// <summary>The age below which no media is ever forgotten by a rule; null without rules.</summary>
    internal TimeSpan? Shortest => All.Count == 0 ? null : All.Min(rule => rule.Age);

    /// <returns>The rule that holds for a media; null when it is kept.</returns>
    internal RetentionRule? For(MediaOrigin origin, string type)
    {
        var family = FamilyOf(type);
        return All.FirstOrDefault(rule => rule.Origin == origin && rule.Family == family)
            ?? All.FirstOrDefault(rule => rule.Origin == origin && rule.Family is null);
    }

    internal static bool TryParse(string text, [NotNullWhen(true)] out RetentionRules? rules, [NotNullWhen(false)] out string? why)
    {
        (rules, why) = (null, null);
        var all = new List<RetentionRule>();
        foreach (var part in text.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = Form().Match(part);
            if (!match.Success || OriginOf(match.Groups[1].Value) is not { } origin
                || (match.Groups[2].Success && !_families.Contains(match.Groups[2].Value)))
            {
                why = $"'{part}' is no rule; {Accepted}";
                return false;
            }

            var count = int.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
            var age = match.Groups[4].Value == "h" ? TimeSpan.FromHours(count) : TimeSpan.FromDays(count);
            var family = match.Groups[2].Success ? match.Groups[2].Value : null;
            if (age < TimeSpan.FromHours(1) || age > TimeSpan.FromDays(36_500))
            {
                why = $"'{part}': the time must be from 1h to 36500d";
                return false;
            }

            if (all.Any(rule => rule.Origin == origin && rule.Family == family))
            {
                why = $"'{part}': there is a rule for the same media before it";
                return false;
            }

            all.Add(new RetentionRule(origin, family, age));
        }

        rules = new RetentionRules(all);
        return true;
    }

    /// <summary>The name of a direction, as in rules.</summary>
    internal static string NameOf(MediaOrigin origin) => origin switch
    {
        MediaOrigin.Uploaded => "outgoing",
        MediaOrigin.Fetched => "link",
        _ => "incoming",
    };

    internal static string Write(TimeSpan age) => string.Create(
        CultureInfo.InvariantCulture, $"{(age.Ticks % TimeSpan.TicksPerDay == 0 ? age.TotalDays : age.TotalHours)}{(age.Ticks % TimeSpan.TicksPerDay == 0 ? 'd' : 'h')}");

    public override string ToString() => string.Join(", ", All);

    private static string FamilyOf(string type)
    {
        var family = type.Split('/')[0].Trim().ToLowerInvariant();
        return family is "image" or "video" or "audio" ? family : "document";
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
