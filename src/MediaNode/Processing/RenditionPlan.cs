using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;

namespace MediaNode.Processing;

/// <summary>What is to be done so that a media can be sent as a kind, decided from its facts before any decoder starts.</summary>
internal abstract record RenditionPlan
{
    private RenditionPlan()
    {
    }

    /// <summary>It goes byte for byte as it is.</summary>
    /// <param name="Told">What could be better, and stays.</param>
    public sealed record PassThrough(IReadOnlyList<Breach> Told) : RenditionPlan;

    /// <summary>It goes once the steps were taken.</summary>
    /// <param name="Steps">In their order; one at least.</param>
    /// <param name="Breaches">What was found, mended or told: <see cref="Mending.StepFor"/> says which step mends it.</param>
    public sealed record Mend(IReadOnlyList<Step> Steps, IReadOnlyList<Breach> Breaches) : RenditionPlan;

    /// <summary>It does not go.</summary>
    /// <param name="Breaches">Those that it is refused for; one at least.</param>
    public sealed record Refuse(IReadOnlyList<Breach> Breaches) : RenditionPlan;

    /// <summary>Decides.</summary>
    /// <param name="facts">What was measured, by the tools too where they looked.</param>
    /// <param name="kind">What the media is to be sent as.</param>
    /// <param name="claimedType">The media type that came with it, if any.</param>
    /// <param name="policy">The settings.</param>
    /// <param name="asked">The mode that the request asked for; null for the policy's own. It changes nothing for a document.</param>
    public static RenditionPlan Decide(
        MediaFacts facts, Kind kind, string? claimedType, ProcessingPolicy policy, ProcessingMode? asked = null)
    {
        var breaches = Conformance.Check(facts, kind, claimedType, policy.Bounds);
        var mends = kind != Kind.Document && (asked ?? policy.ModeOf(kind)) == ProcessingMode.Fix;
        var steps = mends && breaches.Count > 0 ? StepsFor(facts, kind, breaches, policy) : [];
        Breach[] refused = [.. breaches.Where(breach => Refuses(breach, steps))];
        if (refused.Length == 0)
        {
            refused = [.. ProcessingBounds.Check(facts, kind, steps, policy)];
        }

        if (refused.Length > 0)
        {
            return new Refuse(refused);
        }

        return steps.Count > 0 ? new Mend(steps, breaches) : new PassThrough(breaches);
    }

    private static bool Refuses(Breach breach, IReadOnlyList<Step> steps) => breach.Rule.Force switch
    {
        RuleForce.Bound => true,
        RuleForce.Required => Mending.StepFor(breach.Rule, steps) is null,
        _ => false,
    };

    private static IReadOnlyList<Step> StepsFor(MediaFacts facts, Kind kind, IReadOnlyList<Breach> breaches, ProcessingPolicy policy) =>
        kind switch
        {
            Kind.Image => PictureSteps.ForImage(facts, breaches, policy),
            Kind.Sticker => PictureSteps.ForSticker(facts, breaches, policy),
            Kind.Audio or Kind.Voice => SoundSteps.For(facts, kind),
            Kind.Video => VideoSteps.For(facts, breaches),
            _ => [],
        };
}
