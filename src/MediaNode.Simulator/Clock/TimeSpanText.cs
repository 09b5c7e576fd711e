using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MediaNode.Simulator.Clock;

/// <summary>A length of time as it is written to the simulator: <c>15d</c>, <c>36h</c>, <c>1d12h</c>, <c>90s</c>.</summary>
internal static partial class TimeSpanText
{
    /// <summary>What is accepted, in words.</summary>
    public const string Accepted =
        "whole days, hours, minutes and seconds in this order, such as 15d, 36h, 90m, 90s or 1d12h, and at most 10 years (3653d)";

    /// <summary>Ten years, with as many leap days as can be in them.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3653);

    /// <returns>False when it is none, is negative or is longer than <see cref="Longest"/>.</returns>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        var match = Parts().Match(text ?? "");
        if (!match.Success || match.Length == 0)
        {
            return false;
        }

        // Nine digits of days are more than a TimeSpan's range in ticks, but not as seconds in a long.
        var seconds = (Number(match, 1) * 86_400) + (Number(match, 2) * 3_600) + (Number(match, 3) * 60) + Number(match, 4);
        if (seconds > (long)Longest.TotalSeconds)
        {
            return false;
        }

        span = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>The shortest text for it; parts of a second are left out.</summary>
    public static string Write(TimeSpan span)
    {
        var text = new StringBuilder();
        ReadOnlySpan<(int Count, char Unit)> parts = [(span.Days, 'd'), (span.Hours, 'h'), (span.Minutes, 'm'), (span.Seconds, 's')];
        foreach (var (count, unit) in parts)
        {
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static long Number(Match match, int group) =>
        match.Groups[group].Success ? long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\A(?:([0-9]{1,9})d)?(?:([0-9]{1,9})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,9})s)?\z")]
    private static partial Regex Parts();
}
