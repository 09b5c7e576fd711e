using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;

namespace MediaNode.Processing;

/// <summary>The steps that make a video of what plays.</summary>
internal static class VideoSteps
{
    private static readonly Rule[] _picture =
        [Rule.VideoCodec, Rule.VideoProfile, Rule.VideoPixelFormat, Rule.VideoDimensions, Rule.MediaSize];

    private static readonly Rule[] _container = [Rule.VideoType, Rule.VideoAudioTracks, Rule.VideoExtraStreams, Rule.VideoFastStart];

    public static IReadOnlyList<Step> For(MediaFacts facts, IReadOnlyList<Breach> breaches)
    {
        if (!Plays(facts.Container) || facts.Tracks.All(track => track.Kind != TrackKind.Video))
        {
            return [];
        }

        var steps = new List<Step>();
        if (_picture.Any(breaches.Has))
        {
            steps.Add(new Step.TranscodeVideo());
        }

        // What is too large gives up sound as well as picture.
        var hasSound = facts.Tracks.Any(track => track.Kind == TrackKind.Audio);
        if (breaches.Has(Rule.VideoAudioCodec) || (breaches.Has(Rule.MediaSize) && hasSound))
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

    private static bool Plays(Container container) => container
        is Container.Mp4 or Container.ThreeGp or Container.Matroska or Container.Avi
        or Container.MpegTs or Container.Asf or Container.Flv or Container.Ogg;
}
