using System.Globalization;
using MediaNode.Formats.Inspection;

namespace MediaNode.Processing.Plays;

/// <summary>How a picture that moves is encoded: H.264 Main without B-frames, upright, square pixels, even width and height.</summary>
/// <param name="Edge">The longest edge at most, in pixels.</param>
/// <param name="Rate">Bits a second: the most where quality decides, the average in two passes.</param>
/// <param name="TwoPasses">Whether it must come to the rate, whatever the quality.</param>
internal sealed record PictureEncoding(int Edge, int Rate, bool TwoPasses)
{
    private const string Quality = "23"; // Of which most people see no loss.

    public string Text => string.Create(CultureInfo.InvariantCulture,
        $"H.264 Main, {(TwoPasses ? "in two passes at" : "at constant quality, at most")} {Rate / 1000:N0} kbit/s, edge at most {Edge:N0}");

    public IReadOnlyList<string> Options =>
    [
        "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main", "-bf", "0", "-pix_fmt", "yuv420p", "-vf", Filter,
        .. TwoPasses ? ["-b:v", Digits(Rate), "-maxrate", Digits(Rate * 3 / 2)] : (string[])["-crf", Quality, "-maxrate", Digits(Rate)],
        "-bufsize", Digits(Rate * 2),
    ];

    // ffmpeg has turned the frames by then. Odd lines are scaled into even ones, and long or wide pixels into square ones.
    private string Filter
    {
        get
        {
            var scale = $"min(1,{Digits(Edge)}/max(iw*sar,ih))";
            return $"scale=w='max(2,trunc(iw*sar*{scale}/2)*2)':h='max(2,trunc(ih*{scale}/2)*2)',setsar=1";
        }
    }

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>How a video is written.</summary>
/// <param name="PictureAt">The place of its track.</param>
/// <param name="SoundAt">The place of its track; null where there is none.</param>
/// <param name="Picture">Null to copy it.</param>
/// <param name="Sound">Null to copy it.</param>
internal sealed record VideoEncoding(int PictureAt, int? SoundAt, PictureEncoding? Picture, SoundEncoding? Sound)
{
    public const string File = "video.mp4";

    /// <summary>What x264 learns in the first pass, for the second.</summary>
    private static readonly string[] _statistics = ["-passlogfile", "out/pass"];

    /// <summary>The options of each run that it takes.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Runs => Picture is { TwoPasses: true } picture
        ?
        [
            ["-map", Map(PictureAt), .. picture.Options, "-pass", "1", .. _statistics, "-f", "null", "-"],
            Written(["-pass", "2", .. _statistics]),
        ]
        : [Written([])];

    /// <param name="source">What is there.</param>
    /// <param name="transcodesPicture">Whether the picture is encoded anew.</param>
    /// <param name="transcodesSound">Whether the sound is encoded anew.</param>
    /// <param name="budget">What it must fit.</param>
    public static VideoEncoding Of(MediaFacts source, bool transcodesPicture, bool transcodesSound, BitBudget budget)
    {
        var picture = First(source, TrackKind.Video) ?? throw new ArgumentException("No track of picture.", nameof(source));
        var sound = First(source, TrackKind.Audio);
        var soundEncoding = transcodesSound && sound is { } at ? SoundEncoding.BesidePicture(source.Tracks[at], budget) : null;
        var video = new VideoEncoding(picture, sound, null, soundEncoding);
        return transcodesPicture ? video.WithPicture(source, budget, twoPasses: false) : video;
    }

    /// <summary>The same with its picture encoded anew, as its bits allow.</summary>
    public VideoEncoding WithPicture(MediaFacts source, BitBudget budget, bool twoPasses)
    {
        var track = source.Tracks[PictureAt];
        var sound = Sound?.Rate ?? (SoundAt is null ? 0 : SoundEncoding.BesidePicture(source.Tracks[SoundAt.Value], budget).Rate);
        var rate = budget.OfPicture(sound);
        return this with { Picture = new(FrameSize.LongestEdge(track, rate), rate, twoPasses) };
    }

    private static int? First(MediaFacts facts, TrackKind kind)
    {
        var at = facts.Tracks.TakeWhile(track => track.Kind != kind).Count();
        return at < facts.Tracks.Count ? at : null;
    }

    // By its place: the first of a kind, to ffmpeg, may be a cover.
    private static string Map(int at) => string.Create(CultureInfo.InvariantCulture, $"0:{at}");

    private IReadOnlyList<string> Written(IEnumerable<string> pass) =>
    [
        "-map", Map(PictureAt), .. SoundAt is { } sound ? ["-map", Map(sound)] : Array.Empty<string>(), .. Metadata.Dropped,
        .. Picture?.Options ?? ["-c:v", "copy"], .. pass,
        .. Sound is { } encoding ? ["-c:a", "aac", .. encoding.Numbers] : (string[])["-c:a", "copy"],
        // A track that begins late makes the other wait for it.
        "-max_muxing_queue_size", "1024", "-movflags", "+faststart", "-f", "mp4", "out/" + File,
    ];
}
