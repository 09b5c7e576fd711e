using System.Globalization;

namespace MediaNode.Links;

/// <summary>A Cache-Control field (RFC 9111 §5.2), read leniently: one directive that cannot be read hides no other.</summary>
internal sealed class CacheDirectives
{
    private readonly Dictionary<string, string> _directives = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="lines">As they came.</param>
    public CacheDirectives(IEnumerable<string> lines)
    {
        foreach (var directive in Split(string.Join(',', lines)))
        {
            var (name, value) = directive.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
                ? (directive[..at].Trim(), directive[(at + 1)..].Trim().Trim('"'))
                : (directive, "");
            _directives.TryAdd(name, value); // Of two the first holds.
        }
    }

    public bool Has(string name) => _directives.ContainsKey(name);

    /// <returns>Null when it is not there; zero when it is, and is no number: what cannot be read is stale.</returns>
    public TimeSpan? Seconds(string name) => !_directives.TryGetValue(name, out var value) ? null : Seconds(value, orElse: TimeSpan.Zero);

    /// <summary>Reads delta-seconds (§1.2.2), of which no more count than fit in 31 bits.</summary>
    public static TimeSpan? Seconds(string? value, TimeSpan? orElse) =>
        value is { Length: > 0 } && value.All(char.IsAsciiDigit)
            ? TimeSpan.FromSeconds(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue)
            : orElse;

    private static IEnumerable<string> Split(string text)
    {
        var (start, quoted) = (0, false);
        for (var at = 0; at <= text.Length; at++)
        {
            if (at == text.Length || (text[at] == ',' && !quoted))
            {
                if (text[start..at].Trim() is { Length: > 0 } directive)
                {
                    yield return directive;
                }

                start = at + 1;
            }
            else if (text[at] == '"')
            {
                quoted = !quoted;
            }
        }
    }
}
