using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Limits;

/// <summary>How a person gets there with this very media. A rule that holds for several kinds has to name the ways of all of them.</summary>
public static class Advice
{
    internal const string SmallerPicture = "vips jpegsave IN OUT.jpg --Q 80";
    internal const string SmallerSticker = "vips thumbnail IN 'OUT.webp[Q=60,strip]' 512 --height 512";
    internal const string SmallerSound = "ffmpeg -i IN -vn -c:a aac -b:a 64k OUT.m4a";
    internal const string SmallerVoice = "ffmpeg -i IN -vn -c:a libopus -ac 1 -b:a 24k OUT.ogg";
    internal const string SmallerVideo = "ffmpeg -i IN -c:v libx264 -profile:v main -bf 0 -crf 28 -c:a aac OUT.mp4";
    internal const string FewerPixels = "vips thumbnail IN OUT.jpg 4096";
    internal const string FewerPixelsOfVideo = "ffmpeg -i IN -vf scale=1280:-2 -c:v libx264 -profile:v main -bf 0 -c:a aac OUT.mp4";
    internal const string ToAudio = "ffmpeg -i IN -vn -c:a aac OUT.m4a";
    internal const string ToVoice = "ffmpeg -i IN -vn -c:a libopus -ac 1 OUT.ogg";

    /// <param name="rule">What is breached.</param>
    /// <param name="facts">Of what.</param>
    /// <param name="kind">Sent as what.</param>
    /// <returns>Sentences for people, often with a command: printable ASCII.</returns>
    public static string For(Rule rule, MediaFacts facts, Kind kind)
    {
        if (DependsOnSort(rule, kind) && OtherSort(facts, kind) is { } other)
        {
            return other;
        }

        if (rule == Rule.MediaSize)
        {
            return kind switch
            {
                Kind.Image => $"Make it smaller: {SmallerPicture}.",
                Kind.Sticker => $"Make it smaller: {SmallerSticker}.",
                Kind.Audio => $"Make it smaller: {SmallerSound}.",
                Kind.Voice => $"Make it smaller: {SmallerVoice}.",
                Kind.Video => $"Make it smaller: {SmallerVideo}.",
                _ => "Split it, or send a link.",
            };
        }

        return (rule == Rule.AudioType || rule == Rule.AudioCodec) ? $"Convert it: {(kind == Kind.Voice ? ToVoice : ToAudio)}."
            : rule == Rule.MediaPixels && kind == Kind.Sticker ? $"Make it smaller: {SmallerSticker}."
            : rule == Rule.MediaPixels && kind == Kind.Video ? $"Make it smaller: {FewerPixelsOfVideo}."
            : rule == Rule.MediaPixels ? $"Make it smaller: {FewerPixels}."
            : rule == Rule.MediaFrames && kind == Kind.Sticker ? "Send one frame: vips copy IN OUT.webp."
            : rule.HowTo;
    }

    private static bool DependsOnSort(Rule rule, Kind kind) => rule == Rule.TypeOf(kind) || rule == Rule.MediaSize
        || rule == Rule.VideoCodec || rule == Rule.AudioTracks || rule == Rule.AudioCodec;

    // Null where a conversion leads there, and where nobody has measured what it is.
    private static string? OtherSort(MediaFacts facts, Kind kind)
    {
        var moves = facts.Tracks.Any(track => track.Kind == TrackKind.Video);
        var sounds = facts.Tracks.Any(track => track.Kind == TrackKind.Audio);
        return kind == Kind.Document ? null
            : facts.Image is { } picture
            ? kind is Kind.Image or Kind.Sticker || (kind == Kind.Video && picture.Frames > 1) ? null
                : "This is a picture: send it as image or document."
            : moves
            ? kind == Kind.Video || (kind is Kind.Audio or Kind.Voice && sounds) ? null
                : "This is a video: send it as video or document."
            : sounds
            ? kind is Kind.Audio or Kind.Voice ? null : "This is sound: send it as audio or document."
            : facts.Container == Container.Unknown ? "This is of no known format: send it as document."
            : IsDocument(facts.Container) ? "This is a document: send it as document."
            : null;
    }

    private static bool IsDocument(Container container) => container
        is Container.Pdf or Container.Zip or Container.OfficeOpenXml or Container.OpenDocument or Container.CompoundFile
        or Container.PostScript or Container.Svg or Container.Html or Container.Xml or Container.Playlist or Container.Rtf or Container.Text;
}
