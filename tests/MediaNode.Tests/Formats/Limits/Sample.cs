using MediaNode.Formats.Inspection;

namespace MediaNode.Tests.Formats.Limits;

/// <summary>Facts of media that conform, to be changed in the one thing a test is about.</summary>
internal static class Sample
{
    public const string OpusInOgg = "audio/ogg; codecs=opus";

    // The parts come first: static fields get their values in this order.
    public static readonly TrackFacts Picture = new()
    {
        Kind = TrackKind.Video,
        Codec = "h264",
        Width = 640,
        Height = 360,
        Profile = "Main",
        HasBFrames = false,
        PixelFormat = "yuv420p",
    };

    public static readonly TrackFacts Aac = new() { Kind = TrackKind.Audio, Codec = "aac", Channels = 2, SampleRate = 44_100 };

    public static readonly ImageFacts Still = new() { Width = 640, Height = 480 };

    public static readonly MediaFacts Jpeg = new() { Container = Container.Jpeg, Type = "image/jpeg", Length = 50_000, Image = Still };

    public static readonly MediaFacts Png = Jpeg with { Container = Container.Png, Type = "image/png" };

    public static readonly MediaFacts Gif =
        Jpeg with { Container = Container.Gif, Type = "image/gif", Image = Still with { Color = ColorModel.Palette } };

    public static readonly MediaFacts WebP = Jpeg with { Container = Container.WebP, Type = "image/webp" };

    public static readonly MediaFacts Sticker = WebP with { Image = new ImageFacts { Width = 512, Height = 512, HasAlpha = true } };

    public static readonly MediaFacts M4a = Sound(Container.Mp4, "audio/mp4", "aac", 2);

    public static readonly MediaFacts Voice = Sound(Container.Ogg, OpusInOgg, "opus", 1);

    public static readonly TrackFacts Subtitles = new() { Kind = TrackKind.Other, Codec = "mov_text" };

    public static readonly MediaFacts Mp4 = new()
    {
        Container = Container.Mp4,
        Type = "video/mp4",
        Length = 900_000,
        Tracks = [Picture, Aac],
        Duration = TimeSpan.FromSeconds(20),
        FastStart = true,
        Brands = ["isom", "mp42"],
    };

    public static readonly MediaFacts Pdf = new() { Container = Container.Pdf, Type = "application/pdf", Length = 30_000 };

    public static readonly MediaFacts Unknown = new() { Container = Container.Unknown, Type = "application/octet-stream", Length = 30_000 };

    public static MediaFacts Sound(Container container, string type, string codec, int channels) => new()
    {
        Container = container,
        Type = type,
        Length = 90_000,
        Tracks = [Aac with { Codec = codec, Channels = channels }],
        Duration = TimeSpan.FromSeconds(20),
    };

    public static MediaFacts With(this MediaFacts facts, Func<ImageFacts, ImageFacts> change) => facts with { Image = change(facts.Image!) };

    public static MediaFacts WithPicture(this MediaFacts facts, Func<TrackFacts, TrackFacts> change) =>
        facts with { Tracks = [change(facts.Tracks[0]), .. facts.Tracks.Skip(1)] };
}
