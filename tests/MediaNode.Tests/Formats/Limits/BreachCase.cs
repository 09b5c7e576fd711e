using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;

namespace MediaNode.Tests.Formats.Limits;

/// <summary>Facts that breach exactly the rules named, and what comes of them.</summary>
/// <param name="Kind">Sent as.</param>
/// <param name="Facts">What was measured.</param>
/// <param name="Rules">Ids of the rules breached, in any order, separated by spaces.</param>
/// <param name="Fix">
/// The names of the steps with <c>fix</c>; <c>refuse</c> when there is no way; <c>pass</c> when the breaches are told only.
/// </param>
/// <param name="Claimed">The type that was claimed.</param>
internal sealed record BreachCase(Kind Kind, MediaFacts Facts, string Rules, string Fix, string? Claimed = null)
{
    public const string Refuse = "refuse";
    public const string Pass = "pass";

    private const string Image = "reencode fit-bytes shrink";
    private const string Transcode = "transcode-video remux fit-bytes";

    public static readonly IReadOnlyDictionary<string, BreachCase> All = new Dictionary<string, BreachCase>
    {
        ["no bytes"] = new(Kind.Image, Sample.Jpeg with { Length = 0 }, "media.empty", Refuse),
        ["a document of no bytes"] = new(Kind.Document, Sample.Pdf with { Length = 0 }, "media.empty", Refuse),
        ["a cut off JPEG"] = new(Kind.Image, Sample.Jpeg with { Damage = "Cut off." }, "media.damaged", Refuse),
        ["a cut off sticker of the wrong size"] =
            new(Kind.Sticker, Sample.WebP with { Damage = "Cut off." }, "media.damaged sticker.dimensions", Refuse),
        ["a cut off document"] = new(Kind.Document, Sample.Pdf with { Damage = "Cut off." }, "document.damaged", Pass),

        ["a PNG that claims to be a JPEG"] = new(Kind.Image, Sample.Png, "media.claimed-type", Refuse, "image/jpeg"),
        ["a WebP that claims to be a PNG"] = new(Kind.Image, Sample.WebP, "media.claimed-type image.type", Refuse, "image/png"),
        ["a sticker that claims to be a PNG"] = new(Kind.Sticker, Sample.Sticker, "media.claimed-type", Refuse, "image/png"),
        ["sound that claims to be MP3"] = new(Kind.Audio, Sample.M4a, "media.claimed-type", Refuse, "audio/mpeg"),
        ["voice that claims to be Vorbis"] = new(Kind.Voice, Sample.Voice, "media.claimed-type", Refuse, "audio/ogg; codecs=vorbis"),
        ["an MP4 that claims to be QuickTime"] = new(Kind.Video, Sample.Mp4, "media.claimed-type", Refuse, "video/quicktime"),
        ["a PDF that claims to be a JPEG"] = new(Kind.Document, Sample.Pdf, "document.claimed-type", Pass, "image/jpeg"),

        ["a large JPEG"] = new(Kind.Image, Sample.Jpeg with { Length = 9_000_000 }, "media.size", Image),
        ["a JPEG that is large by its metadata"] = new(Kind.Image, Large(Sample.Jpeg, 5_242_863), "media.size", "strip-metadata"),
        ["a PNG that is large by its metadata"] = new(Kind.Image, Large(Sample.Png, 100_000), "media.size", "strip-metadata"),
        ["a JPEG that is large by its metadata, with a place"] = new(
            Kind.Image, Large(Sample.Jpeg, 100_000).With(image => image with { HasLocation = true }),
            "media.size image.location", "strip-metadata"),
        ["a JPEG that stays large without its metadata"] = new(Kind.Image, Large(Sample.Jpeg, 5_242_864), "media.size", Image),
        ["a turned JPEG that is large by its metadata"] = new(
            Kind.Image, Large(Sample.Jpeg, 100_000).With(image => image with { Orientation = 6, LengthWithoutMetadata = null }),
            "media.size image.orientation", $"orient {Image}"),
        ["a CMYK JPEG that is large by its metadata"] = new(
            Kind.Image, Large(Sample.Jpeg, 100_000).With(image => image with { Color = ColorModel.Cmyk }),
            "media.size image.color", $"to-srgb {Image}"),
        ["a transparent PNG that is large by its metadata"] = new(
            Kind.Image, Large(Sample.Png, 100_000).With(image => image with { HasAlpha = true }),
            "media.size image.transparency", $"flatten {Image}"),
        ["a sticker that is large by its metadata"] = new(Kind.Sticker, Large(Sample.Sticker, 100_000), "media.size", "strip-metadata"),
        ["a large sticker"] = new(Kind.Sticker, Sample.Sticker with { Length = 200_000 }, "media.size", "to-sticker"),
        ["large sound"] = new(Kind.Audio, Sample.M4a with { Length = 20_000_000 }, "media.size", "transcode-audio"),
        ["large voice"] = new(Kind.Voice, Sample.Voice with { Length = 20_000_000 }, "media.size", "transcode-audio"),
        ["a large video"] =
            new(Kind.Video, Sample.Mp4 with { Length = 20_000_000 },
                "media.size", "transcode-video transcode-audio-of-video remux fit-bytes"),
        ["a large silent video"] =
            new(Kind.Video, Sample.Mp4 with { Length = 20_000_000, Tracks = [Sample.Picture] }, "media.size", Transcode),
        ["a large document"] = new(Kind.Document, Sample.Pdf with { Length = 200_000_000 }, "media.size", Refuse),

        ["too many pixels"] =
            new(Kind.Image, Sample.Png.With(image => image with { Width = 30_000, Height = 30_000, BitDepth = 1 }), "media.pixels", Refuse),
        ["a sticker of too many pixels"] =
            new(Kind.Sticker, Sample.Sticker.With(image => image with { Width = 50_000, Height = 1_001 }),
                "media.pixels sticker.dimensions", Refuse),
        ["a video of too many pixels"] =
            new(Kind.Video, Sample.Mp4.WithPicture(track => track with { Width = 10_000, Height = 5_002 }), "media.pixels", Refuse),
        ["too many frames"] =
            new(Kind.Image, Sample.Gif.With(image => image with { Frames = 1_001 }), "media.frames image.animation image.type", Refuse),

        ["a WebP image"] = new(Kind.Image, Sample.WebP, "image.type", Image),
        ["a GIF"] = new(Kind.Image, Sample.Gif, "image.type", Image),
        ["a HEIC"] = new(Kind.Image, Sample.Jpeg with { Container = Container.Heic, Type = "image/heic" }, "image.type", Image),
        ["an AVIF"] = new(Kind.Image, Sample.Jpeg with { Container = Container.Avif, Type = "image/avif" }, "image.type", Image),
        ["a TIFF"] = new(Kind.Image, Sample.Jpeg with { Container = Container.Tiff, Type = "image/tiff" }, "image.type", Image),
        ["a BMP"] = new(Kind.Image, Sample.Jpeg with { Container = Container.Bmp, Type = "image/bmp" }, "image.type", Image),
        ["a PDF as image"] = new(Kind.Image, Sample.Pdf, "image.type", Refuse),
        ["an SVG as image"] = new(Kind.Image, Sample.Pdf with { Container = Container.Svg, Type = "image/svg+xml" }, "image.type", Refuse),
        ["PostScript as image"] =
            new(Kind.Image, Sample.Pdf with { Container = Container.PostScript, Type = "application/postscript" }, "image.type", Refuse),
        ["HTML as image"] = new(Kind.Image, Sample.Pdf with { Container = Container.Html, Type = "text/html" }, "image.type", Refuse),
        ["a video as image"] = new(Kind.Image, Sample.Mp4, "image.type", Refuse),
        ["unknown bytes as image"] = new(Kind.Image, Sample.Unknown, "image.type", Refuse),
        ["an animated GIF"] =
            new(Kind.Image, Sample.Gif.With(image => image with { Frames = 12 }), "image.type image.animation", $"first-frame {Image}"),
        ["an animated PNG"] =
            new(Kind.Image, Sample.Png.With(image => image with { Frames = 12 }), "image.animation", $"first-frame {Image}"),
        ["a transparent PNG"] =
            new(Kind.Image, Sample.Png.With(image => image with { HasAlpha = true }), "image.transparency", $"flatten {Image}"),
        ["a JPEG in Display P3"] =
            new(Kind.Image, Sample.Jpeg.With(image => image with { Profile = ColorProfile.Other }), "image.profile", $"to-srgb {Image}"),
        ["a JPEG with a broken profile"] =
            new(Kind.Image, Sample.Jpeg.With(image => image with { Profile = ColorProfile.Broken }), "image.profile", $"to-srgb {Image}"),
        ["a CMYK JPEG"] =
            new(Kind.Image, Sample.Jpeg.With(image => image with { Color = ColorModel.Cmyk }), "image.color", $"to-srgb {Image}"),
        ["a PNG of 16 bits"] =
            new(Kind.Image, Sample.Png.With(image => image with { BitDepth = 16 }), "image.bit-depth", $"to-srgb {Image}"),
        ["a turned JPEG"] =
            new(Kind.Image, Sample.Jpeg.With(image => image with { Orientation = 6 }), "image.orientation", $"orient {Image}"),
        ["a JPEG with a place"] =
            new(Kind.Image, Sample.Jpeg.With(image => image with { HasLocation = true }), "image.location", "strip-metadata"),
        ["a turned JPEG with a place"] = new(
            Kind.Image, Sample.Jpeg.With(image => image with { Orientation = 8, HasLocation = true }),
            "image.orientation image.location", $"orient {Image}"),

        ["a PNG as sticker"] = new(Kind.Sticker, Sample.Png, "sticker.type sticker.dimensions", "to-sticker"),
        ["a PDF as sticker"] = new(Kind.Sticker, Sample.Pdf, "sticker.type", Refuse),
        ["an animated sticker"] = new(Kind.Sticker, Sample.Sticker.With(image => image with { Frames = 2 }), "sticker.animation", Refuse),
        ["a small sticker"] =
            new(Kind.Sticker, Sample.Sticker.With(image => image with { Width = 511 }), "sticker.dimensions", "to-sticker"),
        ["an animation of one frame as sticker"] =
            new(Kind.Sticker, Sample.Sticker.With(image => image with { Animated = true }), "sticker.animation", "first-frame to-sticker"),
        ["an animation of one frame as image"] = new(
            Kind.Image, Sample.WebP.With(image => image with { Animated = true }), "image.type image.animation", $"first-frame {Image}"),
        ["a sticker with a place"] =
            new(Kind.Sticker, Sample.Sticker.With(image => image with { HasLocation = true }), "image.location", "strip-metadata"),
        ["a turned sticker"] =
            new(Kind.Sticker, Sample.Sticker.With(image => image with { Orientation = 3 }), "image.orientation", "orient to-sticker"),

        ["a WAV"] = new(Kind.Audio, Sample.Sound(Container.Wav, "audio/wav", "pcm_s16le", 2), "audio.type audio.codec", "transcode-audio"),
        ["Vorbis"] =
            new(Kind.Audio, Sample.Sound(Container.Ogg, "audio/ogg; codecs=vorbis", "vorbis", 2),
                "audio.type audio.codec", "transcode-audio"),
        ["ALAC"] = new(Kind.Audio, Sample.Sound(Container.Mp4, "audio/mp4", "alac", 2), "audio.codec", "transcode-audio"),
        ["sound that nothing here decodes"] =
            new(Kind.Audio, Sample.Sound(Container.Matroska, "audio/x-matroska", "tak", 2), "audio.type audio.codec", Refuse),
        ["stereo Opus"] = new(Kind.Audio, Sample.Sound(Container.Ogg, Sample.OpusInOgg, "opus", 2), "audio.channels", "transcode-audio"),
        ["two tracks of sound"] = new(Kind.Audio, Sample.M4a with { Tracks = [Sample.Aac, Sample.Aac] }, "audio.tracks", "transcode-audio"),
        ["no track of sound"] = new(Kind.Audio, Sample.M4a with { Tracks = [Sample.Subtitles] }, "audio.tracks", Refuse),
        ["a video as audio"] = new(Kind.Audio, Sample.Mp4, "audio.type", Refuse),
        ["a playlist as audio"] =
            new(Kind.Audio, Sample.Pdf with { Container = Container.Playlist, Type = "application/vnd.apple.mpegurl" },
                "audio.type", Refuse),
        ["AAC as voice"] =
            new(Kind.Voice, Sample.Sound(Container.Adts, "audio/aac", "aac", 1), "audio.type audio.codec", "transcode-audio"),
        ["stereo Opus as voice"] =
            new(Kind.Voice, Sample.Sound(Container.Ogg, Sample.OpusInOgg, "opus", 2), "audio.channels", "transcode-audio"),

        ["a Matroska with the right codecs"] =
            new(Kind.Video, Sample.Mp4 with { Container = Container.Matroska, Type = "video/x-matroska", FastStart = null },
                "video.type", "remux"),
        ["a QuickTime"] =
            new(Kind.Video, Sample.Mp4 with { Type = "video/quicktime", FastStart = false }, "video.type video.fast-start", "remux"),
        ["a playlist as video"] =
            new(Kind.Video, Sample.Pdf with { Container = Container.Playlist, Type = "text/plain" }, "video.type", Refuse),
        ["a GIF as video"] = new(Kind.Video, Sample.Gif.With(image => image with { Frames = 12 }), "video.type", Refuse),
        ["sound as video"] = new(Kind.Video, Sample.M4a, "video.type video.codec", Refuse),
        ["HEVC"] = new(Kind.Video, Sample.Mp4.WithPicture(track => track with { Codec = "hevc" }), "video.codec", Transcode),
        ["VP9 and Opus in Matroska"] = new(
            Kind.Video,
            Sample.Mp4 with
            {
                Container = Container.Matroska,
                Type = "video/webm",
                FastStart = null,
                Tracks = [Sample.Picture with { Codec = "vp9", Profile = "Profile 0" }, Sample.Aac with { Codec = "opus" }],
            },
            "video.type video.codec video.audio-codec",
            "transcode-video transcode-audio-of-video remux fit-bytes"),
        ["a video that nothing here decodes"] =
            new(Kind.Video, Sample.Mp4.WithPicture(track => track with { Codec = "magicyuv" }), "video.codec", Refuse),
        ["a video in fragments"] = new(Kind.Video, Sample.Mp4 with { Fragmented = true }, "video.fragmented", "remux"),
        ["sound under a picture that nothing here decodes"] =
            new(Kind.Video, Sample.Mp4 with { Tracks = [Sample.Picture, Sample.Aac with { Codec = "wmapro" }] }, "video.audio-codec", Refuse),
        ["High with B-frames"] =
            new(Kind.Video, Sample.Mp4.WithPicture(track => track with { Profile = "High", HasBFrames = true }),
                "video.profile", Transcode),
        ["High 10"] = new(
            Kind.Video,
            Sample.Mp4.WithPicture(track => track with { Profile = "High 10", PixelFormat = "yuv420p10le" }),
            "video.profile video.pixel-format",
            Transcode),
        ["4:4:4"] =
            new(Kind.Video, Sample.Mp4.WithPicture(track => track with { PixelFormat = "yuv444p" }), "video.pixel-format", Transcode),
        ["an odd width"] = new(Kind.Video, Sample.Mp4.WithPicture(track => track with { Width = 641 }), "video.dimensions", Transcode),
        ["an odd height"] = new(Kind.Video, Sample.Mp4.WithPicture(track => track with { Height = 361 }), "video.dimensions", Transcode),
        ["MP3 under H.264"] = new(
            Kind.Video,
            Sample.Mp4 with { Tracks = [Sample.Picture, Sample.Aac with { Codec = "mp3" }] },
            "video.audio-codec",
            "transcode-audio-of-video remux fit-bytes"),
        ["two languages"] =
            new(Kind.Video, Sample.Mp4 with { Tracks = [Sample.Picture, Sample.Aac, Sample.Aac] }, "video.audio-tracks", "remux"),
        ["subtitles"] =
            new(Kind.Video, Sample.Mp4 with { Tracks = [Sample.Picture, Sample.Aac, Sample.Subtitles] }, "video.extra-streams", "remux"),
        ["two pictures"] = new(Kind.Video, Sample.Mp4 with { Tracks = [Sample.Picture, Sample.Picture] }, "video.extra-streams", "remux"),
        ["the index behind"] = new(Kind.Video, Sample.Mp4 with { FastStart = false }, "video.fast-start", "remux"),
    };

    public IReadOnlyList<string> RuleIds => Rules.Split(' ');

    private static MediaFacts Large(MediaFacts facts, long stripped) =>
        facts.With(image => image with { LengthWithoutMetadata = stripped }) with { Length = 9_000_000 };
}
