using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Limits;

/// <summary>Holds facts against the rules of a kind: would WhatsApp take this, and if not, why not.</summary>
public static class Conformance
{
    /// <summary>Finds every rule that a media breaches. A fact that nobody has measured breaches none.</summary>
    /// <param name="facts">What was measured.</param>
    /// <param name="kind">What the media is to be sent as.</param>
    /// <param name="claimedType">The media type that somebody gave with it; null when nobody did.</param>
    /// <param name="bounds">What may be decoded; null for <see cref="DecodeBounds.Default"/>.</param>
    /// <returns>None when it can go as it is.</returns>
    public static IReadOnlyList<Breach> Check(MediaFacts facts, Kind kind, string? claimedType, DecodeBounds? bounds = null)
    {
        var limit = KindLimit.Of(kind);
        var breaches = new Breaches();
        if (facts.Length == 0)
        {
            // Nothing has no type, no size and no claim to contradict.
            breaches.Add(Rule.MediaEmpty, "no bytes");
            return breaches.Found;
        }

        if (facts.Damage is { } damage)
        {
            breaches.Add(kind == Kind.Document ? Rule.DocumentDamaged : Rule.MediaDamaged, FactText.Plain(damage));
        }

        if (ClaimedType.Contradicts(claimedType, facts))
        {
            breaches.Add(
                kind == Kind.Document ? Rule.DocumentClaimedType : Rule.MediaClaimedType,
                facts.Container == Container.Unknown
                    ? "another type was claimed; the bytes are of no known format"
                    : $"another type was claimed; the bytes are {FactText.Plain(facts.Type)}");
        }

        CheckSize(facts, limit, breaches);
        CheckType(facts, limit, breaches);
        switch (kind)
        {
            case Kind.Image or Kind.Sticker:
                PictureRules.Check(facts, limit, bounds ?? DecodeBounds.Default, breaches);
                break;
            case Kind.Audio or Kind.Voice:
                SoundRules.Check(facts, limit, breaches);
                break;
            case Kind.Video:
                VideoRules.Check(facts, limit, bounds ?? DecodeBounds.Default, breaches);
                break;
        }

        return breaches.Found;
    }

    private static void CheckSize(MediaFacts facts, KindLimit limit, Breaches breaches)
    {
        if (facts.Length > limit.MostPlain)
        {
            breaches.Add(
                Rule.MediaSize,
                $"{FactText.Count(facts.Length, "byte")}, and more when sealed",
                $"at most {FactText.Size(limit.MostSealed)} when sealed, so {FactText.Number(limit.MostPlain)} bytes before");
        }
    }

    private static void CheckType(MediaFacts facts, KindLimit limit, Breaches breaches)
    {
        if (Rule.TypeOf(limit.Kind) is not { } rule || limit.Types.Any(type => ClaimedType.Same(type, facts.Type)))
        {
            return;
        }

        breaches.Add(
            rule,
            facts.Container == Container.Unknown ? "bytes of no known format" : FactText.Plain(facts.Type),
            FactText.Listed(limit.Types));
    }
}

/// <summary>A list that fills while rules are checked.</summary>
internal sealed class Breaches
{
    private readonly List<Breach> _found = [];

    public IReadOnlyList<Breach> Found => _found;

    /// <param name="rule">What is breached.</param>
    /// <param name="found">What is there instead.</param>
    /// <param name="accepted">What would be taken, when the check knows it better than the rule's own sentence.</param>
    public void Add(Rule rule, string found, string? accepted = null) => _found.Add(new Breach(rule, found, accepted ?? rule.Accepted));
}
