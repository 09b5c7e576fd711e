using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing;

/// <summary>The steps that make a video of what plays.</summary>
internal static class VideoSteps
{
    private static readonly Rule[] _picture =
        [Rule.VideoCodec, Rule.VideoProfile, Rule.VideoPixelFormat, Rule.VideoDimensions, Rule.MediaSize];

    private static readonly Rule[] _container =
        [Rule.VideoType, Rule.VideoAudioTracks, Rule.VideoExtraStreams, Rule.VideoFastStart, Rule.VideoFragmented];

    public static IReadOnlyList<Step> For(MediaFacts facts, IReadOnlyList<Breach> breaches)
    {
        var picture = facts.Tracks.FirstOrDefault(track => track.Kind == TrackKind.Video);
        if (picture is null || MediaFormat.For(facts.Container) is null)
        {
            return [];
        }

        // What no allowed decoder reads stays a breach of the rule of codecs: that is what it is refused for.
        var steps = new List<Step>();
        if (_picture.Any(breaches.Has) && MediaFormat.Decodes(picture.Codec))
        {
            steps.Add(new Step.TranscodeVideo());
        }

        // What is too large gives up sound as well as picture.
        var sound = facts.Tracks.FirstOrDefault(track => track.Kind == TrackKind.Audio);
        if (sound is not null && MediaFormat.Decodes(sound.Codec) && (breaches.Has(Rule.VideoAudioCodec) || breaches.Has(Rule.MediaSize)))
        {
            steps.Add(new Step.TranscodeAudioOfVideo());
        }

        var transcodes = steps.Count > 0;
        if (transcodes || _container.Any(breaches.Has))
        {
            steps.Add(new Step.Remux(DropStreams: breaches.Has(Rule.VideoAudioTracks) || breaches.Has(Rule.VideoExtraStreams)));
        }

        if (transcodes)
        {
            steps.Add(new Step.FitBytes(KindLimit.Of(Kind.Video).MostPlain));
        }

        return steps;
    }
}
