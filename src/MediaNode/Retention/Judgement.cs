namespace MediaNode.Retention;

/// <summary>Whether a media is to be forgotten, and why or why not, in words for people.</summary>
/// <param name="Goes">Whether it is.</param>
/// <param name="IsDue">Whether a rule would take it, were it not needed.</param>
/// <param name="Rule">The rule that takes it, now or later; null when none does.</param>
/// <param name="Why">Of one that goes, which rule and since when; of one that stays, who needs it or what keeps it.</param>
/// <param name="Until">Of one that stays, when it may go at the earliest; null when nothing would take it, or nobody knows.</param>
internal sealed record Judgement(bool Goes, bool IsDue, string? Rule, string Why, DateTimeOffset? Until = null);

/// <summary>Why a media is needed.</summary>
/// <param name="Name">One word for programs: <c>pinned</c>, <c>pending</c>, <c>asked_for</c>, <c>untold</c>, <c>recipients</c>.</param>
/// <param name="Why">In words for people.</param>
/// <param name="Until">Until when; null while nobody knows.</param>
internal sealed record Need(string Name, string Why, DateTimeOffset? Until = null);
