using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Inspection;

namespace MediaNode.Processing.Plays;

/// <summary>What became of one attempt.</summary>
internal abstract record Attempt
{
    private Attempt()
    {
    }

    /// <summary>It fits.</summary>
    public sealed record Fits(MediaFacts Facts) : Attempt;

    /// <summary>It is not good enough, but another attempt may be.</summary>
    /// <param name="Breaches">Why.</param>
    /// <param name="Facts">What was measured; null where nothing came of it.</param>
    public sealed record Misses(IReadOnlyList<Breach> Breaches, MediaFacts? Facts) : Attempt;

    /// <summary>No other attempt would come to more.</summary>
    public sealed record Ends(Processed Result) : Attempt;
}

/// <summary>Looks at what ffmpeg made, with the same eyes as at what was sent.</summary>
internal sealed class ResultCheck(MediaInspector inspector, DecodeBounds bounds)
{
    // Encoders pad, and tracks end apart; what is missing beyond that was not decoded.
    private static readonly TimeSpan _lost = TimeSpan.FromSeconds(1);
    private const double LostShare = 0.02;

    /// <param name="job">Whose result.</param>
    /// <param name="name">Of the file in the output folder.</param>
    /// <param name="kind">What it must be fit for.</param>
    /// <param name="mostBytes">What it must fit.</param>
    /// <param name="cancellationToken">Kills the tool that looks.</param>
    public async Task<Attempt> LookAsync(FfmpegRuns.Job job, string name, Kind kind, long mostBytes, CancellationToken cancellationToken)
    {
        using (var file = job.Scratch.OpenOutput(name))
        {
            if (file is null || RandomAccess.GetLength(file) == 0)
            {
                return new Attempt.Misses([new Breach(Rule.MediaDamaged, "nothing that plays", Rule.MediaDamaged.Accepted)], null);
            }
        }

        var inspected = await inspector.InspectAsync(Path.Combine(job.Scratch.Output, name), job.Scratch, cancellationToken);
        if (inspected is Inspected.Unavailable unavailable)
        {
            return new Attempt.Ends(new Processed.Failed(unavailable.Refusal));
        }

        var facts = ((Inspected.Facts)inspected).Media;
        var kept = facts.Duration ?? TimeSpan.Zero;
        if (job.Source.Facts.Duration is { } whole && whole - kept > _lost && kept < whole * (1 - LostShare))
        {
            var found = string.Create(
                CultureInfo.InvariantCulture, $"{whole.TotalSeconds:0.0} seconds by the header, {kept.TotalSeconds:0.0} that can be decoded");
            return new Attempt.Ends(FfmpegRuns.Job.Refused(Rule.MediaDamaged, found));
        }

        List<Breach> breaches = [.. Conformance.Check(facts, kind, null, bounds).Where(breach => breach.Rule.Force != RuleForce.Advised)];
        if (facts.Length > mostBytes && !breaches.Has(Rule.MediaSize))
        {
            breaches.Add(new Breach(
                Rule.MediaSize, $"{Bytes(facts.Length)} at the lowest quality worth having", $"at most {Bytes(mostBytes)}"));
        }

        return breaches.Count == 0 ? new Attempt.Fits(facts) : new Attempt.Misses(breaches, facts);
    }

    public static string Bytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} bytes");
}
