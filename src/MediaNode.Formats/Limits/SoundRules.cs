using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Limits;

/// <summary>The rules of audio and voice.</summary>
internal static class SoundRules
{
    public static void Check(MediaFacts facts, KindLimit limit, Breaches breaches)
    {
        if (facts.Tracks.Count == 0)
        {
            return;
        }

        var sounds = facts.Tracks.Where(track => track.Kind == TrackKind.Audio).ToList();
        if (sounds.Count != 1)
        {
            breaches.Add(Rule.AudioTracks, FactText.Count(sounds.Count, "track") + " of sound");
        }

        if (sounds.FirstOrDefault(sound => !limit.AudioCodecs.Contains(sound.Codec)) is { } foreign)
        {
            breaches.Add(Rule.AudioCodec, FactText.Plain(foreign.Codec), FactText.Listed(limit.AudioCodecs));
        }

        if (sounds.FirstOrDefault(sound => sound.Channels > 1 && IsMono(sound, limit)) is { Channels: { } channels })
        {
            breaches.Add(Rule.AudioChannels, FactText.Count(channels, "channel"), "1 channel");
        }
    }

    private static bool IsMono(TrackFacts sound, KindLimit limit) => limit.Kind == Kind.Voice || limit.MonoCodecs.Contains(sound.Codec);
}
