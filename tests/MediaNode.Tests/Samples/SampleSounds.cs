using MediaNode.Formats.Limits;
using static MediaNode.Tests.Samples.Sample;

namespace MediaNode.Tests.Samples;

/// <summary>Sound, as audio and as a voice message.</summary>
internal static class SampleSounds
{
    private const string Opus = "audio/ogg; codecs=opus";
    private const string Mp3 = "audio/mpeg";

    private static readonly Sample[] _audio =
    [
        Conforms(Kind.Audio, "tones.aac", "audio/aac"),
        Conforms(Kind.Audio, "tones.m4a", "audio/mp4"),
        Conforms(Kind.Audio, "mono.mp3", Mp3),
        Conforms(Kind.Audio, "stereo.mp3", Mp3),
        Conforms(Kind.Audio, "vbr-cover.mp3", Mp3),
        Conforms(Kind.Audio, "hum.amr", "audio/amr"),
        Conforms(Kind.Audio, "mono.opus", Opus),
        Conforms(Kind.Audio, "mono.opus", "Audio/OGG;codecs=\"opus\""),
        Mendable(Kind.Audio, "stereo.opus", Opus, "audio.channels"),
        Mendable(Kind.Audio, "vorbis.ogg", "audio/ogg", "audio.codec"),
        Mendable(Kind.Audio, "tones.wav", "audio/wav", "audio.type"),
        Mendable(Kind.Audio, "tones.flac", "audio/flac", "audio.type"),
        Mendable(Kind.Audio, "recorder.webm", "audio/webm", "audio.type"),
        Mendable(Kind.Audio, "large.mp3", Mp3, "media.size"),
        Hopeless(Kind.Audio, "mono.opus", Mp3, "media.claimed-type"),
        Hopeless(Kind.Audio, "truncated.opus", Opus, "media.damaged"),
        Hopeless(Kind.Audio, "stub.opus", Opus, "media.damaged"),
        Hopeless(Kind.Audio, "empty.mp3", Mp3, "media.empty"),
    ];

    private static readonly Sample[] _voice =
    [
        Conforms(Kind.Voice, "mono.opus", Opus),
        Mendable(Kind.Voice, "stereo.opus", Opus, "audio.channels"),
        Mendable(Kind.Voice, "tones.aac", "audio/aac", "audio.codec"),
        Mendable(Kind.Voice, "tones.m4a", "audio/mp4", "audio.codec"),
        Mendable(Kind.Voice, "mono.mp3", Mp3, "audio.codec"),
        Mendable(Kind.Voice, "hum.amr", "audio/amr", "audio.codec"),
        Mendable(Kind.Voice, "recorder.webm", "audio/webm", "audio.type"),
        Hopeless(Kind.Voice, "truncated.opus", Opus, "media.damaged"),
    ];

    public static readonly IReadOnlyList<Sample> All = [.. _audio, .. _voice];
}
