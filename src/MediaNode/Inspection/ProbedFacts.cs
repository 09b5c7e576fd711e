using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Inspection;

/// <summary>Puts together what the header says and what ffprobe found. What takes a decoder to know, ffprobe knows better.</summary>
internal static class ProbedFacts
{
    /// <summary>The damage of a file whose header is whole, and nothing else.</summary>
    public const string Undecodable = "The header is whole, but no decoder makes sense of what stands behind it.";

    /// <summary>The damage of a file that a decoder could not even look at within the limits of the box.</summary>
    public const string Excessive = "To look at it takes a decoder more memory or time than any sound or video should need.";

    /// <param name="header">What our own reader found.</param>
    /// <param name="probe">What ffprobe found, or null when it gave no answer.</param>
    public static MediaFacts Merge(MediaFacts header, ProbeFacts? probe)
    {
        if (probe is null || !probe.Streams.Any(IsPlayed) || probe.Streams.Any(IsUnknowable))
        {
            return header with { Damage = Undecodable };
        }

        // Where they count the same, they speak of the same tracks. Where not, only ffprobe's numbers are of use to ffmpeg.
        var paired = header.Tracks.Count == probe.Streams.Count;
        return header with
        {
            Tracks = [.. probe.Streams.Select((stream, at) => Track(stream, paired ? header.Tracks[at] : null))],
            // Of MP3 and ADTS our reader counts the frames, and ffprobe guesses by the bit rate.
            Duration = header.Duration ?? probe.Duration ?? probe.Streams.Max(stream => stream.Duration),
        };
    }

    /// <summary>The facts of a file with a codec that no decoder may be opened for: it is named, so that the rules refuse it.</summary>
    public static MediaFacts WithForbidden(MediaFacts header, string codec)
    {
        var tracks = header.Tracks.ToList();
        if (tracks.Exists(track => track.Codec == codec))
        {
            return header;
        }

        // The decoder may go by another name than the codec, so that it is the one that we would not know to decode either.
        var at = tracks.FindIndex(track => !MediaFormat.Decodes(track.Codec));
        if (at >= 0)
        {
            tracks[at] = tracks[at] with { Codec = codec };
        }
        else
        {
            tracks.Add(new() { Kind = TrackKind.Video, Codec = codec });
        }

        return header with { Tracks = tracks };
    }

    private static TrackFacts Track(ProbeStream stream, TrackFacts? header)
    {
        var kind = KindOf(stream, header);
        var codec = stream.Codec == "unknown" && header is not null ? header.Codec : stream.Codec;
        return kind switch
        {
            TrackKind.Video => new()
            {
                Kind = kind,
                Codec = codec,
                Width = stream.Width ?? header?.Width,
                Height = stream.Height ?? header?.Height,
                // Only right angles are turned by every player.
                Rotation = stream.Rotation % 90 == 0 ? stream.Rotation : header?.Rotation ?? 0,
                Profile = stream.Profile ?? header?.Profile,
                HasBFrames = stream.HasBFrames,
                PixelFormat = stream.PixelFormat,
                FrameRate = stream.FrameRate,
            },
            TrackKind.Audio => new()
            {
                Kind = kind,
                Codec = codec,
                Channels = stream.Channels ?? header?.Channels,
                SampleRate = stream.SampleRate ?? header?.SampleRate,
                Profile = stream.Profile ?? header?.Profile,
            },
            _ => new() { Kind = kind, Codec = codec },
        };
    }

    private static TrackKind KindOf(ProbeStream stream, TrackFacts? header) => stream switch
    {
        // One picture in MP4 is a cover to our reader, which counts the samples.
        { AttachedPicture: true } => TrackKind.Other,
        { Codec: "mjpeg" or "png" } when header?.Kind == TrackKind.Other => TrackKind.Other,
        { Type: "video" } => TrackKind.Video,
        { Type: "audio" } => TrackKind.Audio,
        _ => TrackKind.Other,
    };

    private static bool IsPlayed(ProbeStream stream) => stream.Type is "video" or "audio";

    /// <summary>A track that decodes has a size or a rate; ffprobe leaves it at zero where not one frame made sense.</summary>
    private static bool IsUnknowable(ProbeStream stream) => MediaFormat.Decodes(stream.Codec) && stream switch
    {
        { AttachedPicture: true } => false,
        { Type: "video" } => stream.Width is null or <= 0 || stream.Height is null or <= 0,
        { Type: "audio" } => stream.SampleRate is null or <= 0 || stream.Channels is null or <= 0,
        _ => false,
    };
}
