using System.Globalization;

namespace MediaNode.Simulator.Wire;

/// <summary>A time as every answer has it: RFC 3339 in UTC, to the millisecond.</summary>
internal static class TimeText
{
    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
