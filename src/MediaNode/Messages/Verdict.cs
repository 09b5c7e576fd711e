using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Renditions;

namespace MediaNode.Messages;

/// <summary>What the bytes of a media say about sending it as a kind.</summary>
/// <param name="Words">Why not; null when it may go.</param>
/// <param name="IsVoice">Whether it is sound that shows as a voice message.</param>
internal sealed record Verdict(string? Words, bool IsVoice)
{
    private const string OpusInOgg = "audio/ogg; codecs=opus";

    public static Verdict Of(MediaFacts facts, Attachment attachment)
    {
        if (Fits(facts, attachment))
        {
            return new Verdict(null, attachment.Kind == Kind.Audio && facts.Type == OpusInOgg);
        }

        var found = facts.Container == Container.Unknown ? "of no known format" : $"{facts.Type} by its content";
        return new Verdict(
            attachment.PdfOnly
            ? $"names a media that is {found}; the header of a template takes a document that is PDF."
            : $"names a media that is {found}; {Kinds.NameOf(attachment.Kind)} takes {Takes(attachment.Kind)}. "
                + Advice.For(Rule.TypeOf(attachment.Kind)!, facts, attachment.Kind), false);
    }

    private static bool Fits(MediaFacts facts, Attachment attachment) => attachment.Kind switch
    {
        Kind.Document => !attachment.PdfOnly || facts.Container == Container.Pdf,
        Kind.Image or Kind.Sticker => NaturalKind.Of(facts) == Kind.Image,
        Kind.Video => Has(facts, TrackKind.Video) || facts.Image?.Frames > 1,
        _ => Has(facts, TrackKind.Audio) && !Has(facts, TrackKind.Video),
    };

    private static string Takes(Kind kind) => kind switch
    {
        Kind.Image or Kind.Sticker => "a picture",
        Kind.Video => "a video, or a picture that moves",
        _ => "sound",
    };

    private static bool Has(MediaFacts facts, TrackKind kind) => facts.Tracks.Any(track => track.Kind == kind);
}
