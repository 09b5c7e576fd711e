using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing;

/// <summary>The steps that make audio or a voice message of sound.</summary>
internal static class SoundSteps
{
    public static IReadOnlyList<Step> For(MediaFacts facts, Kind kind)
    {
        // Sound under a picture is a video, and nobody asked to lose the picture.
        var sound = facts.Tracks.FirstOrDefault(track => track.Kind == TrackKind.Audio);
        if (sound is null || facts.Tracks.Any(track => track.Kind == TrackKind.Video))
        {
            return [];
        }

        if (MediaFormat.For(facts.Container) is null || !MediaFormat.Decodes(sound.Codec))
        {
            return [];
        }

        var most = KindLimit.Of(kind).MostPlain;
        return kind == Kind.Voice
            ? [new Step.TranscodeAudio(SoundFormat.Opus, Channels: 1, most)]
            : [new Step.TranscodeAudio(SoundFormat.Aac, Channels: null, most)];
    }
}
