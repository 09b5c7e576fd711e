using System.Globalization;
using MediaNode.Catalog;

namespace MediaNode.Retention;

/// <summary>Whether a media is to be forgotten, and why or why not, in words for people.</summary>
/// <param name="Goes">Whether it is.</param>
/// <param name="Why">Of one that goes, which rule; of one that stays, who needs it or what keeps it.</param>
/// <param name="Until">Of one that stays, when it may go at the earliest; null when nothing would take it, or nobody knows.</param>
internal sealed record Judgement(bool Goes, string Why, DateTimeOffset? Until = null);

/// <summary>Judges media by the rules.</summary>
/// <param name="rules">What is set.</param>
/// <param name="needed">For how long after it was sent a media is needed: by the message itself, and by a recipient who may ask for it again.</param>
internal sealed class Judge(RetentionRules rules, TimeSpan needed)
{
    /// <summary>The first reason that keeps a media whatever the rules say; null when nobody needs it.</summary>
    public Judgement? WhoNeeds(KeptMedia media, DateTimeOffset now)
    {
        if (media.PinnedAt is { } pinned)
        {
            return Kept($"It was pinned at {Write(pinned)}.");
        }

        if (media.IsAskedFor)
        {
            return Kept("A recipient asked for it again and is not answered yet.");
        }

        if (media.IsUntold)
        {
            return Kept("The business has not acknowledged the webhook that tells of it.");
        }

        return media.SentAt + needed is { } until && until > now
            ? Kept($"It was last sent at {Write(media.SentAt!.Value)}, and until {Write(until)} a recipient may ask for it again.", until)
            : null;
    }

    public Judgement Of(KeptMedia media, DateTimeOffset now)
    {
        var rule = rules.For(media.Origin, media.Type);
        var (at, why) = (media.ExpiresAt, rule) switch
        {
            ({ } asked, null) => (asked, Asked(asked)),
            ({ } asked, { } age) when asked <= media.UsedAt + age.Age => (asked, Asked(asked)),
            (_, { } age) => (media.UsedAt + age.Age, $"Retention:Rules has {age}, and it was last used at {Write(media.UsedAt)}."),
            _ => (DateTimeOffset.MaxValue, ""),
        };
        return WhoNeeds(media, now) is { } keeps ? keeps with { Until = at == DateTimeOffset.MaxValue ? null : keeps.Until > at ? keeps.Until : at }
            : at <= now ? new Judgement(true, why)
            : at == DateTimeOffset.MaxValue ? Kept("No rule takes it: it is kept until somebody deletes it.")
            : Kept($"{why} It goes at {Write(at)}.", at);
    }

    private static Judgement Kept(string why, DateTimeOffset? until = null) => new(false, why, until);

    private static string Asked(DateTimeOffset at) => $"Whoever brought it wanted it gone at {Write(at)} (X-MediaNode-Expires-After).";

    private static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
