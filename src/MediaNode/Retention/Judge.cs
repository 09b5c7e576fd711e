using System.Globalization;
using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>Judges media by the rules.</summary>
/// <param name="rules">Of origins and types.</param>
/// <param name="everything">A rule for all media, whose name is said; null for none.</param>
/// <param name="afterSent">For so long after it was sent a recipient may ask for a media again.</param>
internal sealed class Judge(RetentionRules rules, Everything? everything, TimeSpan afterSent)
{
    /// <summary>The name of the rule that whoever brings a media gives along.</summary>
    public const string OwnTime = "X-MediaNode-Expires-After";

    /// <summary>No media that came later than so long ago is to go, unless it brings its own time; null when no other goes.</summary>
    public TimeSpan? Shortest { get; } = everything is null ? rules.Shortest : rules.Shortest is { } least && least < everything.Age ? least : everything.Age;

    /// <summary>Every reason that keeps a media whatever the rules say; the first counts for most.</summary>
    public IEnumerable<Need> Needs(KeptMedia media, DateTimeOffset now)
    {
        if (media.PinnedAt is { } pinned)
        {
            yield return new Need("pinned", $"It was pinned at {Write(pinned)}.");
        }

        if (media.IsPending)
        {
            yield return new Need("pending", "A message that brings it is still to be sent.");
        }

        if (media.IsAskedFor)
        {
            yield return new Need("asked_for", "A recipient asked for it again and is not answered yet.");
        }

        if (media.IsUntold)
        {
            yield return new Need("untold", "The business has not acknowledged a webhook that tells of it.");
        }

        if (media.SentAt is { } sent && sent + afterSent > now)
        {
            yield return new Need(
                "recipients", $"It was last sent at {Write(sent)}, and until {Write(sent + afterSent)} a recipient may ask for it again.", sent + afterSent);
        }
    }

    public Judgement Of(KeptMedia media, DateTimeOffset now)
    {
        if (Earliest(media) is not var (at, rule, why))
        {
            return new Judgement(
                false, IsDue: false, Rule: null, Needs(media, now).FirstOrDefault()?.Why ?? "No rule takes it: it is kept until somebody deletes it.");
        }

        if (Needs(media, now).FirstOrDefault() is { } need)
        {
            var until = need.Until > at ? need.Until : need.Until is null ? null : (DateTimeOffset?)at;
            return new Judgement(false, at <= now, rule, need.Why, until);
        }

        return at <= now ? new Judgement(true, true, rule, why) : new Judgement(false, false, rule, $"{why} It goes at {Write(at)}.", at);
    }

    /// <summary>The rule that takes a media first.</summary>
    private (DateTimeOffset At, string Rule, string Why)? Earliest(KeptMedia media)
    {
        var all = new List<(DateTimeOffset At, string Rule, string Why)>();
        if (media.ExpiresAt is { } asked)
        {
            all.Add((asked, OwnTime, $"Whoever brought it wanted it gone at {Write(asked)} ({OwnTime})."));
        }

        if (rules.For(media.Origin, media.Type) is { } rule)
        {
            all.Add((media.UsedAt + rule.Age, rule.ToString(), $"Retention:Rules has {rule}, and it was last used at {Write(media.UsedAt)}."));
        }

        if (everything is not null)
        {
            all.Add((
                media.UsedAt + everything.Age, everything.Name,
                $"{everything.Name} takes what is unused for {RetentionRule.Write(everything.Age)}, and it was last used at {Write(media.UsedAt)}."));
        }

        return all.Count == 0 ? null : all.MinBy(one => one.At);
    }

    private static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A rule for all media.</summary>
/// <param name="Age">Since the last use.</param>
/// <param name="Name">Which setting or call it is.</param>
internal sealed record Everything(TimeSpan Age, string Name);
