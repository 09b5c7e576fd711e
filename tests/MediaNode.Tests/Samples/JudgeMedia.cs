using System.Globalization;
using System.Text.Json;

namespace MediaNode.Tests.Samples;

/// <summary>Sound or video as ffprobe sees it.</summary>
internal sealed record JudgeMedia(string Format, TimeSpan? Duration, IReadOnlyList<JudgeMedia.Stream> Streams)
{
    public IEnumerable<Stream> Videos => Streams.Where(stream => stream.Kind == "video");

    public IEnumerable<Stream> Sounds => Streams.Where(stream => stream.Kind == "audio");

    /// <summary>The line of the catalogue: every stream, in order.</summary>
    public override string ToString() => string.Join(", ", Streams);

    public static async Task<JudgeMedia> OfAsync(string path)
    {
        var json = await JudgeTool.OutputAsync("ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", path);
        using var document = JsonDocument.Parse(json);
        var format = document.RootElement.GetProperty("format");
        return new JudgeMedia(
            Text(format, "format_name")!,
            Text(format, "duration") is { } seconds ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) : null,
            [.. document.RootElement.GetProperty("streams").EnumerateArray().Select(StreamOf)]);
    }

    /// <summary>Decodes the whole file, and says what the decoders complained about.</summary>
    /// <returns>Empty when there was nothing.</returns>
    public static async Task<string> ComplaintsAsync(string path)
    {
        var ran = await JudgeTool.RunAsync(
            "ffmpeg", "-nostdin", "-v", "error", "-xerror", "-i", path, "-map", "0:v?", "-map", "0:a?", "-f", "null", "-");
        return ran.ExitCode == 0 ? ran.Error.Trim() : $"{ran.Error.Trim()} (exit {ran.ExitCode})";
    }

    private static Stream StreamOf(JsonElement stream) => new()
    {
        Kind = Text(stream, "codec_type")!,
        Codec = Text(stream, "codec_name") ?? "unknown",
        Profile = Text(stream, "profile"),
        Width = Number(stream, "width"),
        Height = Number(stream, "height"),
        PixelFormat = Text(stream, "pix_fmt"),
        HasBFrames = Number(stream, "has_b_frames") is > 0,
        Channels = Number(stream, "channels"),
        SampleRate = Text(stream, "sample_rate") is { } rate ? int.Parse(rate, CultureInfo.InvariantCulture) : null,
        Rotation = RotationOf(stream),
        IsCover = stream.GetProperty("disposition").GetProperty("attached_pic").GetInt32() == 1,
    };

    // ffprobe counts against the clock.
    private static int RotationOf(JsonElement stream) => !stream.TryGetProperty("side_data_list", out var list)
        ? 0
        : list.EnumerateArray().Select(entry => Number(entry, "rotation")).FirstOrDefault(degrees => degrees is not null) is { } counter
            ? (360 - counter) % 360
            : 0;

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetInt32() : null;

    internal sealed record Stream
    {
        /// <summary>video, audio, subtitle or data.</summary>
        public required string Kind { get; init; }

        public required string Codec { get; init; }

        public string? Profile { get; init; }

        public int? Width { get; init; }

        public int? Height { get; init; }

        public string? PixelFormat { get; init; }

        public bool HasBFrames { get; init; }

        public int? Channels { get; init; }

        public int? SampleRate { get; init; }

        /// <summary>Degrees clockwise by which a player turns it.</summary>
        public int Rotation { get; init; }

        /// <summary>A picture that goes with the sound.</summary>
        public bool IsCover { get; init; }

        public override string ToString() => Kind switch
        {
            "video" when IsCover => $"{Codec} cover",
            "video" => $"{Codec}{Known(Profile)} {Width}x{Height} {PixelFormat}{(HasBFrames ? " B" : "")}{Turned}",
            "audio" => $"{Codec}{Known(Profile)} {(Channels == 1 ? "mono" : Channels == 2 ? "stereo" : $"{Channels} channels")}",
            _ => Codec,
        };

        private string Turned => Rotation == 0 ? "" : $" turned {Rotation}";

        private static string Known(string? profile) => profile is null or "unknown" ? "" : $" {profile}";
    }
}
