using MediaNode.Problems;

namespace MediaNode.Wire;

/// <summary>Refuses a parameter that a call does not have: a filter that is misspelt and passed over would answer everything.</summary>
internal static class KnownParameters
{
    /// <returns>Null when there is no other than those.</returns>
    public static Refusal? WhyNot(IQueryCollection query, params string[] known) =>
        query.Keys.All(name => known.Contains(name, StringComparer.OrdinalIgnoreCase)) ? null
        : Problem.ParameterInvalid.Because(
            known.Length == 0 ? "This call has no parameters." : $"This call has no other parameters than {string.Join(", ", known)}.");
}
