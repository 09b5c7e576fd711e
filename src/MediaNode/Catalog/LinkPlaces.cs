namespace MediaNode.Catalog;

/// <summary>The places in which links are fetched, and who has them.</summary>
/// <remarks>
/// An origin never takes a place when it has as many as are free: one alone gets half of them, the next half of the rest. So a slow one, or
/// one that is down, leaves room for others, however many links lead to it.
/// </remarks>
internal sealed class LinkPlaces
{
    private readonly Dictionary<string, int> _perOrigin = new(StringComparer.Ordinal);
    private readonly HashSet<long> _taken = [];
    private readonly int _places;

    /// <param name="places">How many there are.</param>
    /// <param name="taken">The links that are being fetched, with their origins.</param>
    public LinkPlaces(int places, IEnumerable<KeyValuePair<long, string>> taken)
    {
        _places = places;
        foreach (var (id, origin) in taken)
        {
            Take(id, origin);
        }
    }

    public int Free => _places - _taken.Count;

    /// <summary>The links that have one.</summary>
    public IReadOnlyCollection<long> Taken => _taken;

    /// <summary>The origins that get no more now.</summary>
    public IEnumerable<string> Full => _perOrigin.Where(origin => origin.Value >= Free).Select(origin => origin.Key);

    public void Take(long id, string origin)
    {
        if (_taken.Add(id))
        {
            _perOrigin[origin] = _perOrigin.GetValueOrDefault(origin) + 1;
        }
    }
}
