namespace MediaNode.Processing.Plays;

/// <summary>How many bits a second there are for what must fit.</summary>
/// <param name="MostBytes">What it must fit.</param>
/// <param name="Duration">How long it plays; null when nobody knows, and then the usual rates are tried.</param>
internal readonly record struct BitBudget(long MostBytes, TimeSpan? Duration)
{
    // The container takes little of a long file, and encoders hit their rate on average only.
    private const double Share = 0.96;
    private const int UsualOfChannel = 64_000;
    private const int UsualOfVoice = 32_000;
    private const int LeastOfSound = 6_000;
    private const int LeastOfPicture = 20_000;
    private const int LeastBesidePicture = 24_000;

    // What phones decode at any resolution up to 1080p: H.264 level 4 in Main takes 20.
    private const int MostOfPicture = 12_000_000;

    /// <summary>All bits a second.</summary>
    public double Rate => Duration is { Ticks: > 0 } duration ? MostBytes * 8 * Share / duration.TotalSeconds : double.PositiveInfinity;

    public int OfSound(SoundFormat format, int channels) =>
        (int)Math.Clamp(Rate, LeastOfSound, format == SoundFormat.Opus ? UsualOfVoice * channels : UsualOfChannel * channels);

    /// <summary>The sound of a video: a fifth at most, for a picture needs more.</summary>
    public int OfSoundBesidePicture(int channels) => (int)Math.Clamp(Rate / 5, LeastBesidePicture, UsualOfChannel * channels);

    /// <param name="sound">Bits a second that the sound takes.</param>
    public int OfPicture(int sound) => (int)Math.Clamp(Rate - sound, LeastOfPicture, MostOfPicture);
}
