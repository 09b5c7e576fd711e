namespace MediaNode.Cli.Volumes;

/// <summary>What would go, as the node tells it and as <c>--json</c> passes it on.</summary>
internal sealed record SweepPreview(
    string Rules, long Looked, SweepTally Goes, SweepTally Needed, IReadOnlyList<RuleTally> ByRule, ShareOfVolume? VolumeShare,
    IReadOnlyList<SweptMedia> First, string? Next)
{
    private const int MostListed = 100;

    /// <summary>This and the part that follows it.</summary>
    public SweepPreview With(SweepPreview part) => part with
    {
        Looked = Looked + part.Looked,
        Goes = Goes.With(part.Goes),
        Needed = Needed.With(part.Needed),
        ByRule =
        [
            .. ByRule.Concat(part.ByRule).GroupBy(row => (row.Rule, row.Origin))
                .Select(same => new RuleTally(same.Key.Rule, same.Key.Origin, same.Sum(row => row.Count), same.Sum(row => row.Bytes))),
        ],
        VolumeShare = part.VolumeShare is { } share && VolumeShare is { } earlier
            ? share with
            {
                Unused =
                [
                    .. earlier.Unused.Concat(share.Unused).GroupBy(row => row.For)
                        .Select(same => new UnusedTally(same.Key, same.Sum(row => row.Count), same.Sum(row => row.Bytes))),
                ],
            }
            : part.VolumeShare,
        First = [.. First.Concat(part.First).Take(MostListed)],
    };
}

internal sealed record SweepTally(long Count, long Bytes)
{
    public SweepTally With(SweepTally other) => new(Count + other.Count, Bytes + other.Bytes);
}

internal sealed record RuleTally(string Rule, string Origin, long Count, long Bytes);

internal sealed record ShareOfVolume(int Most, double Used, string? WhyNone, IReadOnlyList<UnusedTally> Unused);

internal sealed record UnusedTally(string For, long Count, long Bytes);

internal sealed record SweptMedia(string Id, string Type, string Origin, long Bytes, DateTimeOffset UsedAt, string Why);

/// <summary>How a sweep goes, or ended.</summary>
internal sealed record SweepReport(
    long Id, string Of, string AskedBy, string Status, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Looked, long Forgotten, long Bytes, string? Fault);
