using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>What would go of some media.</summary>
/// <param name="tooFull">Whether the volume is fuller than it is to be, so that more would go.</param>
internal sealed class PreviewPart(bool tooFull)
{
    private readonly SortedDictionary<(string Rule, MediaOrigin Origin), Tally> _byRule = [];

    public bool TooFull => tooFull;

    /// <summary>Why nothing goes for that all the same; null when it may.</summary>
    public string? WhyNone { get; init; }

    public long Looked { get; set; }

    /// <summary>Behind which it is to be gone on; null when these were the last.</summary>
    public MediaId? Next { get; set; }

    public Tally Going { get; } = new();

    /// <summary>What a rule would take, were it not needed.</summary>
    public Tally Needed { get; } = new();

    /// <summary>What only a volume that is too full would take, by the times of disuse.</summary>
    public IReadOnlyList<Tally> ByTier { get; } = [.. RetentionPolicy.Tiers.Select(_ => new Tally())];

    public IEnumerable<KeyValuePair<(string Rule, MediaOrigin Origin), Tally>> Rules => _byRule;

    public List<(KeptMedia Media, Judgement Judgement)> First { get; } = [];

    public Tally ByRule(string rule, MediaOrigin origin) =>
        _byRule.TryGetValue((rule, origin), out var tally) ? tally : _byRule[(rule, origin)] = new Tally();
}

/// <summary>How many, and how many bytes.</summary>
internal sealed class Tally
{
    public long Count { get; private set; }

    public long Bytes { get; private set; }

    public void Add(long bytes) => (Count, Bytes) = (Count + 1, Bytes + bytes);
}
