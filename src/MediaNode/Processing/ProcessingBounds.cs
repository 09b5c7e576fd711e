using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;

namespace MediaNode.Processing;

/// <summary>What stands against a plan's steps: work that would be too much, or come to nothing.</summary>
internal static class ProcessingBounds
{
    // Below these, bits a second, speech is hard to follow and a picture hard to make out.
    private const int LeastOfVideo = 120_000;
    private const int LeastOfAudio = 16_000;
    private const int LeastOfVoice = 8_000;

    public static IEnumerable<Breach> Check(MediaFacts facts, Kind kind, IReadOnlyList<Step> steps, ProcessingPolicy policy)
    {
        if (kind is Kind.Image or Kind.Sticker && facts.Image is null && steps.Any(step => step is not Step.StripMetadata))
        {
            yield return new Breach(Rule.MediaPixels, "no dimensions in the header", Rule.MediaPixels.Accepted);
        }

        if (MostDuration(kind, steps, policy) is { } most && facts.Duration > most)
        {
            yield return new Breach(Rule.MediaDuration, Text(facts.Duration.Value), $"at most {Text(most)}, because it must be transcoded");
        }
    }

    private static TimeSpan? MostDuration(Kind kind, IReadOnlyList<Step> steps, ProcessingPolicy policy)
    {
        if (steps.Any(step => step is Step.TranscodeVideo))
        {
            var fitting = Fitting(kind, LeastOfVideo);
            return fitting < policy.MostVideo ? fitting : policy.MostVideo;
        }

        return steps.Any(step => step is Step.TranscodeAudio) ? Fitting(kind, kind == Kind.Voice ? LeastOfVoice : LeastOfAudio) : null;
    }

    private static TimeSpan Fitting(Kind kind, int bitsASecond) => TimeSpan.FromSeconds(KindLimit.Of(kind).MostPlain * 8 / bitsASecond);

    private static string Text(TimeSpan duration) =>
        string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}:{duration.Minutes:00}:{duration.Seconds:00}");
}
