using System.Globalization;

namespace MediaNode.Simulator.Exchange;

/// <summary>Times as they are stored: milliseconds since 1970 in UTC.</summary>
internal static class Instant
{
    public static long Milliseconds(this TimeProvider clock) => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <returns>RFC 3339 in UTC.</returns>
    public static string ToText(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static DateOnly DayOf(long milliseconds) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime);
}
