using System.Globalization;
using MediaNode.Problems;

namespace MediaNode.Wire;

/// <summary>Reads the parameters of a call. The first that is not valid is the reason for a refusal.</summary>
/// <param name="query">As it came.</param>
/// <param name="known">The parameters that the call has.</param>
internal class QueryReader(IQueryCollection query, params string[] known)
{
    /// <summary>Why the call is refused; null as long as nothing was wrong.</summary>
    public Refusal? Refusal { get; private set; } = KnownParameters.WhyNot(query, known);

    /// <summary>The most rows of a page.</summary>
    /// <param name="usual">When nothing is said.</param>
    /// <param name="most">That may be asked for.</param>
    public int Limit(int usual = 100, int most = 1000) => Single("limit") is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most ? limit
        : Refuse<int>($"limit must be a whole number from 1 to {most}.");

    /// <summary>Behind which row the page begins; zero for the first page.</summary>
    /// <param name="next">What the page before calls it.</param>
    public long AfterRow(string next = "next") => Single("after") is not { } text ? 0
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row
        : Refuse<long>($"after must be the {next} of the page before.");

    /// <returns>The value; null when there is none, or several.</returns>
    protected string? Single(string name)
    {
        var values = query[name];
        return values.Count > 1 ? Refuse<string?>($"{name} is given {values.Count} times; once is accepted.")
            : values.Count == 0 ? null : values[0];
    }

    protected T? Refuse<T>(string why) => Refuse<T>(Problem.ParameterInvalid.Because(why));

    protected T? Refuse<T>(Refusal why)
    {
        Refusal ??= why;
        return default;
    }
}
