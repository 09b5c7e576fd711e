using MediaNode.Problems;

namespace MediaNode.Messages;

/// <summary>What is wrong with a request, in the order found. A call is refused with the first; the linter tells all.</summary>
internal sealed class Findings
{
    private List<Finding>? _all;

    public IReadOnlyList<Finding> All => _all ?? [];

    public Refusal? First => _all?[0].Refusal;

    public void Add(Finding finding) => (_all ??= []).Add(finding);

    /// <param name="path">Of the parameter: <c>image.caption</c>.</param>
    /// <param name="problem">Which.</param>
    /// <param name="words">What follows the path: what was found; what is accepted.</param>
    public void Add(string path, Problem problem, string words) => Add(Finding.Of(path, problem, words));
}

/// <summary>One thing that is wrong, and where.</summary>
internal sealed record Finding(string Path, Refusal Refusal)
{
    public static Finding Of(string path, Problem problem, string words) => new(path, problem.Because($"{path} {words}"));
}
