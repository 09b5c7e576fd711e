using MediaNode.Formats.Limits;

namespace MediaNode.Tests.Samples;

/// <summary>One use of a file: what somebody claims it to be, what they want to send it as, and what must become of it.</summary>
internal sealed record Sample(string File, string Claimed, Kind Kind, Verdict Fix, Verdict Strict)
{
    /// <summary>How much a mended picture must look like the original: the structural similarity of <see cref="JudgeLikeness"/>.</summary>
    public double Likeness { get; init; } = 0.93;

    /// <summary>The name of the test case.</summary>
    public string Name => $"{File} ({Claimed}) as {Kind}";

    /// <summary>Nothing to complain about: it passes through byte for byte, whoever asks.</summary>
    public static Sample Conforms(Kind kind, string file, string claimed) => new(file, claimed, kind, Verdict.Passes, Verdict.Passes);

    /// <summary>A rule speaks against it, and it can be mended.</summary>
    public static Sample Mendable(Kind kind, string file, string claimed, string rule) =>
        new(file, claimed, kind, Verdict.MendedFor(rule), Verdict.RefusedFor(rule));

    /// <summary>A rule advises to mend it; who wants it untouched may send it so.</summary>
    public static Sample Advised(Kind kind, string file, string claimed, string rule) =>
        new(file, claimed, kind, Verdict.MendedFor(rule), Verdict.Passes);

    /// <summary>A rule remarks something, and it passes all the same: documents are never altered.</summary>
    public static Sample Remarked(Kind kind, string file, string claimed, string rule) =>
        new(file, claimed, kind, Verdict.PassesDespite(rule), Verdict.PassesDespite(rule));

    /// <summary>There is no way to make this fit.</summary>
    public static Sample Hopeless(Kind kind, string file, string claimed, string rule) =>
        new(file, claimed, kind, Verdict.RefusedFor(rule), Verdict.RefusedFor(rule));
}

/// <summary>What becomes of a sample, and a rule that must be among those that speak against it.</summary>
internal sealed record Verdict(Outcome Outcome, string? Rule)
{
    public static readonly Verdict Passes = new(Outcome.Passed, null);

    public static Verdict PassesDespite(string rule) => new(Outcome.Passed, rule);

    public static Verdict MendedFor(string rule) => new(Outcome.Mended, rule);

    public static Verdict RefusedFor(string rule) => new(Outcome.Refused, rule);
}

internal enum Outcome
{
    Passed,
    Mended,
    Refused,
}
