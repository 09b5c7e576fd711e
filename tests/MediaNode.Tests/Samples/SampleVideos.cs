using MediaNode.Formats.Limits;
using static MediaNode.Tests.Samples.Sample;

namespace MediaNode.Tests.Samples;

/// <summary>Video.</summary>
internal static class SampleVideos
{
    private const string Mp4 = "video/mp4";
    private const string ThreeGp = "video/3gpp";
    private const string NoClaim = "application/octet-stream";

    public static readonly IReadOnlyList<Sample> All =
    [
        Conforms(Kind.Video, "conforming.mp4", Mp4),
        Conforms(Kind.Video, "baseline.mp4", Mp4),
        Conforms(Kind.Video, "silent.mp4", Mp4),
        Conforms(Kind.Video, "rotated.mp4", Mp4),
        Conforms(Kind.Video, "h264.3gp", ThreeGp),
        Conforms(Kind.Video, "video-named.3gp", ThreeGp),
        Advised(Kind.Video, "moov-last.mp4", Mp4, "video.fast-start"),
        Advised(Kind.Video, "fragmented.mp4", Mp4, "video.fragmented"),
        Advised(Kind.Video, "subtitles.mp4", Mp4, "video.extra-streams"),
        Mendable(Kind.Video, "two-sounds.mp4", Mp4, "video.audio-tracks"),
        Mendable(Kind.Video, "mp3-sound.mp4", Mp4, "video.audio-codec"),
        Mendable(Kind.Video, "phone.mov", "video/quicktime", "video.type"),
        Mendable(Kind.Video, "capture.mkv", "video/x-matroska", "video.type"),
        Mendable(Kind.Video, "high-b-frames.mp4", Mp4, "video.profile"),
        Mendable(Kind.Video, "odd-yuv444p.mp4", Mp4, "video.pixel-format"),
        Mendable(Kind.Video, "odd-yuv444p.mp4", NoClaim, "video.dimensions"),
        Mendable(Kind.Video, "hevc.mp4", Mp4, "video.codec"),
        Mendable(Kind.Video, "vp9.webm", "video/webm", "video.codec"),
        Mendable(Kind.Video, "mpeg4-part2.mp4", Mp4, "video.codec"),
        Mendable(Kind.Video, "h263-amr.3gp", ThreeGp, "video.codec"),
        // Noise again: most of it has to go.
        Mendable(Kind.Video, "large.mp4", Mp4, "media.size") with { Likeness = 0.6 },
        Hopeless(Kind.Video, "magicyuv.avi", "video/x-msvideo", "video.codec"),
        Hopeless(Kind.Video, "magicyuv.mov", "video/quicktime", "video.codec"),
        Hopeless(Kind.Video, "playlist.m3u8", Mp4, "media.claimed-type"),
        Hopeless(Kind.Video, "playlist.m3u8", NoClaim, "video.type"),
        Hopeless(Kind.Video, "script.ffconcat", Mp4, "media.claimed-type"),
        Hopeless(Kind.Video, "script.ffconcat", NoClaim, "video.type"),
        Hopeless(Kind.Video, "truncated.mp4", Mp4, "media.damaged"),
        Hopeless(Kind.Video, "truncated-moov-last.mp4", Mp4, "media.damaged"),
        Hopeless(Kind.Video, "empty.mp4", Mp4, "media.empty"),
    ];
}
