using System.Globalization;

namespace MediaNode.Simulator.Wire;

/// <summary>Times: stored as milliseconds since 1970 in UTC, written as RFC 3339 in UTC to the millisecond.</summary>
internal static class Instant
{
    public static long Milliseconds(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public static string ToText(long milliseconds) => ToText(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));

    public static string ToText(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static DateOnly DayOf(long milliseconds) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime);
}
