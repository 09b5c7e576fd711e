using System.Globalization;
using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>How long media of one origin, or of a family of types within it, are kept since they were last used.</summary>
/// <param name="Origin">Where from.</param>
/// <param name="Family">Of which types: <c>video</c>; null for all.</param>
/// <param name="Age">Since the last use.</param>
internal sealed record RetentionRule(MediaOrigin Origin, string? Family, TimeSpan Age)
{
    /// <summary>As it is written: <c>incoming/video=14d</c>.</summary>
    public override string ToString() => $"{NameOf(Origin)}{(Family is null ? "" : "/" + Family)}={Write(Age)}";

    /// <summary>The name of a direction, as in rules.</summary>
    public static string NameOf(MediaOrigin origin) => origin switch
    {
        MediaOrigin.Uploaded => "outgoing",
        MediaOrigin.Fetched => "link",
        _ => "incoming",
    };

    /// <summary>A time as in rules: <c>14d</c>, <c>36h</c>.</summary>
    public static string Write(TimeSpan age) => age.Ticks % TimeSpan.TicksPerDay == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{age.Days}d")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)age.TotalHours}h");
}
