using System.Globalization;

namespace MediaNode.Sandboxing.Tools;

/// <summary>Command lines of ffmpeg.</summary>
internal static class Ffmpeg
{
    private const string TimeKey = "out_time_us=";

    /// <summary>One input, <c>in/0</c>, and whatever is made of it.</summary>
    /// <param name="format">What our own reader found it to be.</param>
    /// <param name="output">Options of outputs, each set followed by a name such as <c>out/video.mp4</c>.</param>
    /// <param name="input">More options of the input: where to begin, how long.</param>
    public static IReadOnlyList<string> Arguments(MediaFormat format, IEnumerable<string> output, params IEnumerable<string> input) =>
    [
        "-hide_banner", "-nostdin", "-v", "error", "-nostats", "-progress", "pipe:1", "-stats_period", "0.5", "-y",
        .. format.InputOptions, .. input, "-i", "in/0", .. output,
    ];

    /// <summary>Reads how far ffmpeg is from a line of its progress.</summary>
    /// <returns>The time reached in the output, or null for any other line.</returns>
    public static TimeSpan? ReadProgress(string line) =>
        line.StartsWith(TimeKey, StringComparison.Ordinal)
        && long.TryParse(line.AsSpan(TimeKey.Length), NumberStyles.Integer, CultureInfo.InvariantCulture, out var microseconds)
        && microseconds is >= 0 and < long.MaxValue / TimeSpan.TicksPerMicrosecond
            ? TimeSpan.FromMicroseconds(microseconds)
            : null;
}
