namespace MediaNode.Catalog;

/// <summary>The places in which links are fetched, and who has them.</summary>
/// <remarks>
/// An origin never takes a place when it has as many as are free: one alone gets half of them, the next half of the rest. So a slow one, or
/// one that is down, leaves room for others, however many links lead to it. Those whose last fetch failed get one place each, and a quarter of all together.
/// </remarks>
internal sealed class LinkPlaces
{
    private readonly Dictionary<string, int> _perOrigin = new(StringComparer.Ordinal);
    private readonly HashSet<long> _taken = [];
    private readonly IReadOnlyCollection<string> _silent;
    private readonly int _places;

    /// <param name="places">How many there are.</param>
    /// <param name="taken">The links that are being fetched, with their origins.</param>
    /// <param name="silent">The origins whose last fetch failed.</param>
    public LinkPlaces(int places, IEnumerable<KeyValuePair<long, string>> taken, IReadOnlyCollection<string> silent)
    {
        (_places, _silent) = (places, silent);
        foreach (var (id, origin) in taken)
        {
            Take(id, origin);
        }
    }

    public int Free => _places - _taken.Count;

    /// <summary>The links that have one.</summary>
    public IReadOnlyCollection<long> Taken => _taken;

    /// <summary>The origins that get no more now.</summary>
    public IEnumerable<string> Full
    {
        get
        {
            var tried = _silent.Sum(origin => _perOrigin.GetValueOrDefault(origin));
            var silent = tried >= Math.Max(1, _places / 4) ? _silent : _silent.Where(_perOrigin.ContainsKey);
            return _perOrigin.Where(origin => origin.Value >= Free).Select(origin => origin.Key).Union(silent);
        }
    }

    public void Take(long id, string origin)
    {
        if (_taken.Add(id))
        {
            _perOrigin[origin] = _perOrigin.GetValueOrDefault(origin) + 1;
        }
    }
}
