using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Processing;

namespace MediaNode.Renditions;

/// <summary>Whether WhatsApp would take a media as a kind, decided from its facts alone: nothing is decoded, and nothing kept.</summary>
/// <param name="Verdict"><c>yes</c>, <c>yes-after</c> or <c>no</c>.</param>
/// <param name="Kind">As what.</param>
/// <param name="Mode">Whether it might be mended.</param>
/// <param name="Breaches">What was found.</param>
/// <param name="Steps">What would be done.</param>
internal sealed record MediaCheck(
    string Verdict, Kind Kind, ProcessingMode Mode, IReadOnlyList<BreachEntry> Breaches, IReadOnlyList<PlannedStep> Steps)
{
    public static MediaCheck Of(MediaFacts facts, Kind kind, string? claimed, ProcessingPolicy policy, ProcessingMode? asked)
    {
        var mode = kind == Kind.Document ? policy.ModeOf(kind) : asked ?? policy.ModeOf(kind);
        return RenditionPlan.Decide(facts, kind, claimed, policy, mode) switch
        {
            RenditionPlan.PassThrough(var told) => new("yes", kind, mode, BreachEntry.ListOf(told, [], facts, kind), []),
            RenditionPlan.Mend(var steps, var found) =>
                new("yes-after", kind, mode, BreachEntry.ListOf(found, steps, facts, kind), [.. steps.Select(PlannedStep.Of)]),
            RenditionPlan.Refuse(var refused) => new("no", kind, mode, BreachEntry.ListOf(refused, [], facts, kind), []),
            _ => throw new InvalidOperationException("A plan of no known kind."),
        };
    }
}

/// <summary>A step that would be taken, in words.</summary>
internal sealed record PlannedStep(string Name, string Detail)
{
    public static PlannedStep Of(Step step) => new(step.Name, InWords(step));

    private static string InWords(Step step) => step switch
    {
        Step.StripMetadata => "EXIF, XMP and comments taken off; no pixel changes",
        Step.FirstFrame => "the first frame of the animation kept",
        Step.Orient orient => string.Create(CultureInfo.InvariantCulture, $"pixels turned as EXIF orientation {orient.Orientation} says"),
        Step.ToSrgb => "colours converted to sRGB with 8 bits a channel",
        Step.Flatten flatten => string.Create(CultureInfo.InvariantCulture, $"laid on #{flatten.Background:x6} where it is transparent"),
        Step.Reencode { WhenTooLarge: { } other } encode =>
            $"encoded as {NameOf(encode.Format)}, or {NameOf(other)} where that is too large",
        Step.Reencode encode => $"encoded as {NameOf(encode.Format)}",
        Step.FitBytes fit => string.Create(CultureInfo.InvariantCulture, $"brought down to at most {fit.MostBytes:N0} bytes"),
        Step.Shrink => "made smaller in pixels, if no good quality fits otherwise",
        Step.ToSticker sticker => string.Create(
            CultureInfo.InvariantCulture,
            $"a still WebP of {sticker.Edge} x {sticker.Edge} pixels and at most {sticker.MostBytes:N0} bytes"),
        Step.TranscodeAudio sound => $"sound encoded as {(sound.Format == SoundFormat.Opus ? "Opus in Ogg" : "AAC in MP4")}"
            + (sound.Channels == 1 ? ", one channel" : ""),
        Step.TranscodeVideo => "picture encoded as H.264 Main without B-frames",
        Step.TranscodeAudioOfVideo => "sound encoded as AAC",
        Step.Remux { DropStreams: true } => "written as MP4 with the index in front; further streams stay behind",
        Step.Remux => "written as MP4 with the index in front",
        _ => "",
    };

    private static string NameOf(PictureFormat format) => format == PictureFormat.Png ? "PNG" : "JPEG";
}
