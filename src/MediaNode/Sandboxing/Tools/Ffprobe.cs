using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MediaNode.Sandboxing.Tools;

/// <summary>Command lines of ffprobe, and what it says.</summary>
internal static partial class Ffprobe
{
    /// <summary>More than 32 streams with all that is asked of them need; the run must keep as much of its output.</summary>
    public const int MostOutput = 64 << 10;

    private const string Asked =
        "stream=index,codec_name,codec_type,profile,has_b_frames,pix_fmt,width,height,channels,sample_rate,avg_frame_rate,duration,bit_rate"
        + ":stream_disposition=attached_pic:stream_side_data=rotation:stream_tags=:format=duration:format_tags=";

    /// <summary>Asks after <c>in/0</c>. No tag is asked for: what a client wrote into a file is nothing that we repeat.</summary>
    public static IReadOnlyList<string> Arguments(MediaFormat format) =>
        ["-hide_banner", "-v", "error", .. format.InputOptions, "-print_format", "json=compact=1", "-show_entries", Asked, "in/0"];

    /// <returns>What ffprobe found, or null when its answer is none.</returns>
    public static ProbeFacts? Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("streams", out var streams) || streams.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            return new ProbeFacts(
                [.. streams.EnumerateArray().Where(stream => stream.ValueKind == JsonValueKind.Object).Select(ReadStream)],
                Member(root, "format") is { } format ? Seconds(format, "duration") : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Tells a file with a codec that is not on the allow-list from a bad one.</summary>
    /// <param name="errors">What ffprobe or ffmpeg wrote to its standard error.</param>
    /// <returns>The codec's name, or null.</returns>
    public static string? ForbiddenCodec(string errors) => Forbidden().Match(errors) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"Codec \(([\w-]{1,40})\) not on whitelist")]
    private static partial Regex Forbidden();

    private static ProbeStream ReadStream(JsonElement stream) => new()
    {
        Index = Number(stream, "index") ?? 0,
        Type = Text(stream, "codec_type") ?? "unknown",
        Codec = Text(stream, "codec_name") ?? "unknown",
        Profile = Text(stream, "profile"),
        HasBFrames = Number(stream, "has_b_frames") is { } frames ? frames > 0 : null,
        PixelFormat = Text(stream, "pix_fmt"),
        Width = Number(stream, "width"),
        Height = Number(stream, "height"),
        Channels = Number(stream, "channels"),
        SampleRate = Number(stream, "sample_rate"),
        BitRate = Number(stream, "bit_rate"),
        FrameRate = Rate(Text(stream, "avg_frame_rate")),
        Duration = Seconds(stream, "duration"),
        Rotation = Rotation(stream),
        AttachedPicture = Member(stream, "disposition") is { } disposition && Number(disposition, "attached_pic") == 1,
    };

    /// <summary>ffprobe tells the angle against the clock.</summary>
    private static int Rotation(JsonElement stream)
    {
        if (!stream.TryGetProperty("side_data_list", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return 0;
        }

        var angle = list.EnumerateArray().Select(data => data.ValueKind == JsonValueKind.Object ? Number(data, "rotation") : null).FirstOrDefault(value => value is not null);
        return angle is { } degrees ? ((-degrees % 360) + 360) % 360 : 0;
    }

    private static double? Rate(string? fraction)
    {
        var parts = (fraction ?? "").Split('/');
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var frames)
            && double.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && frames > 0 && seconds > 0 ? frames / seconds : null;
    }

    private static TimeSpan? Seconds(JsonElement of, string name) =>
        double.TryParse(Text(of, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < TimeSpan.MaxValue.TotalSeconds / 2
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static JsonElement? Member(JsonElement of, string name) =>
        of.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Object ? member : null;

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>ffprobe writes some numbers as text.</summary>
    private static int? Number(JsonElement of, string name) => of.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt32(out var number) => number,
            JsonValueKind.String when int.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        }
        : null;
}
