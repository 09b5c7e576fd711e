using System.Globalization;
using MediaNode.Formats.Inspection;

namespace MediaNode.Processing.Plays;

/// <summary>How sound is encoded.</summary>
/// <param name="Format">What comes out.</param>
/// <param name="Channels">One or two.</param>
/// <param name="SampleRate">Hertz.</param>
/// <param name="Rate">Bits a second.</param>
internal sealed record SoundEncoding(SoundFormat Format, int Channels, int SampleRate, int Rate)
{
    /// <summary>Libopus goes no lower.</summary>
    public const int LeastRate = 6_000;

    // AAC at less than this is clearer with half the band.
    private const int FullBandOfChannel = 24_000;

    public string File => Format == SoundFormat.Opus ? "sound.ogg" : "sound.m4a";

    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{CodecText}, {(Channels == 1 ? "mono" : "stereo")}, {SampleRate:N0} Hz, {Rate / 1000:N0} kbit/s");

    /// <summary>Of the codec, the channels and the file.</summary>
    public IReadOnlyList<string> Options => Format == SoundFormat.Opus
        ? ["-c:a", "libopus", "-application", "voip", .. Numbers, "-f", "ogg"]
        : ["-c:a", "aac", .. Numbers, "-movflags", "+faststart", "-f", "ipod"];

    /// <summary>Of the codec and the channels, for the sound of a video.</summary>
    public IReadOnlyList<string> Numbers =>
        ["-ac", Digits(Channels), "-ar", Digits(SampleRate), "-b:a", Digits(Rate)];

    public static SoundEncoding For(Step.TranscodeAudio step, TrackFacts track, TimeSpan? duration)
    {
        var budget = new BitBudget(step.MostBytes, duration);
        var channels = step.Channels ?? Math.Clamp(track.Channels ?? 2, 1, 2);
        if (step.Format == SoundFormat.Opus)
        {
            return new(SoundFormat.Opus, channels, 48_000, budget.OfSound(SoundFormat.Opus, channels));
        }

        if (channels == 2 && budget.OfSound(SoundFormat.Aac, 2) < 2 * FullBandOfChannel)
        {
            channels = 1;
        }

        var rate = budget.OfSound(SoundFormat.Aac, channels);
        return new(SoundFormat.Aac, channels, rate < FullBandOfChannel * channels ? 22_050 : FullRate(track), rate);
    }

    /// <summary>The sound of a video.</summary>
    public static SoundEncoding BesidePicture(TrackFacts track, BitBudget budget)
    {
        var channels = Math.Clamp(track.Channels ?? 2, 1, 2);
        var rate = budget.OfSoundBesidePicture(channels);
        if (channels == 2 && rate < 2 * FullBandOfChannel)
        {
            (channels, rate) = (1, budget.OfSoundBesidePicture(1));
        }

        return new(SoundFormat.Aac, channels, FullRate(track), rate);
    }

    private string CodecText => Format == SoundFormat.Opus ? "Opus" : "AAC";

    // One of the two that every phone plays, in the family that needs no odd resampling.
    private static int FullRate(TrackFacts track) => track.SampleRate is > 0 and var rate && rate % 11_025 == 0 ? 44_100 : 48_000;

    private static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);
}
