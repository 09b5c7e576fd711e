using System.Diagnostics;
using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>Finds out what would go now, and takes nothing. Memory and time are bounded: of many media it tells of some, and where to go on.</summary>
internal sealed class Preview(RetentionCatalog catalog, RetentionPolicy policy, TimeProvider clock)
{
    private const int Page = 1000;
    private const int MostRows = 200_000;
    private const int MostListed = 100;

    // By the machine's clock: somebody waits for the answer.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(3);

    /// <param name="rules">In the place of those that are set; null for those.</param>
    /// <param name="after">The last id of the part before; null for the first.</param>
    /// <param name="cancellationToken">Nobody waits any more.</param>
    public PreviewPart Look(RetentionRules? rules, MediaId? after, CancellationToken cancellationToken)
    {
        var (started, now, judge) = (Stopwatch.GetTimestamp(), clock.GetUtcNow(), policy.ByRules(rules));
        var tooFull = policy.IsTooFull;
        var whyNone = tooFull ? policy.WhyShareTakesNone() : null;
        var part = new PreviewPart(tooFull && whyNone is null) { WhyNone = whyNone };
        var age = part.TooFull ? RetentionPolicy.Tiers[^1] : (TimeSpan?)null;
        var bound = judge.Shortest is { } shortest && (age is null || shortest < age) ? shortest : age;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = catalog.Page(after, bound is { } since ? now - since : DateTimeOffset.UnixEpoch, Page);
            part.Looked += page.Looked;
            foreach (var media in page.Candidates)
            {
                Count(part, media, judge.Of(media, now), judge.Needs(media, now).Any(), now);
            }

            after = page.Next;
        }
        while (after is not null && part.Looked < MostRows && Stopwatch.GetElapsedTime(started) < _patience);

        part.Next = after;
        return part;
    }

    private static void Count(PreviewPart part, KeptMedia media, Judgement judgement, bool needed, DateTimeOffset now)
    {
        if (judgement.Goes)
        {
            part.Going.Add(media.Length);
            part.ByRule(judgement.Rule!, media.Origin).Add(media.Length);
            if (part.First.Count < MostListed)
            {
                part.First.Add((media, judgement));
            }
        }
        else if (judgement.IsDue)
        {
            part.Needed.Add(media.Length);
        }
        else if (part.TooFull && !needed)
        {
            for (var tier = 0; tier < RetentionPolicy.Tiers.Count; tier++)
            {
                if (media.UsedAt + RetentionPolicy.Tiers[tier] <= now)
                {
                    part.ByTier[tier].Add(media.Length);
                    break;
                }
            }
        }
    }
}
