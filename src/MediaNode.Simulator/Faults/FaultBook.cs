namespace MediaNode.Simulator.Faults;

/// <summary>Which faults are to happen, and how often yet; kept on disk, so that a restart neither repeats nor forgets one.</summary>
internal sealed class FaultBook
{
    private readonly Lock _taking = new();
    private readonly FaultPages _pages;
    private List<Fault> _faults;
    private SeededDraws _draws;
    private long _seed;

    public FaultBook(FaultPages pages)
    {
        _pages = pages;
        (_seed, var state, _faults) = pages.Read();
        _draws = new SeededDraws(state);
    }

    /// <summary>The seed and the faults as they are now: with what is left of their times.</summary>
    public (long Seed, IReadOnlyList<Fault> Faults) Show()
    {
        lock (_taking)
        {
            return (_seed, [.. _faults]);
        }
    }

    /// <summary>Forgets what there is, and begins anew from the seed.</summary>
    public void Replace(long seed, IReadOnlyList<Fault> faults)
    {
        lock (_taking)
        {
            _pages.Write(seed, faults);
            (_seed, _faults, _draws) = (seed, [.. faults], new SeededDraws(seed));
        }
    }

    /// <summary>What goes wrong here and now; each that is given out counts as happened.</summary>
    /// <remarks>
    /// A fault that happens instead of what was asked for comes alone; of the others, the first of each type. The same calls after the same
    /// seed are given the same. Writes to the store, so it cannot be called within its <see cref="Storage.SimulatorStore.Do{T}"/>.
    /// </remarks>
    /// <param name="point">Where.</param>
    /// <param name="host">At which media server, when it is at one.</param>
    /// <param name="hasBody">Whether there are bytes for a fault to befall: not for HEAD, nor for the check for an upload.</param>
    /// <param name="from">Whose media is downloaded, when one is.</param>
    public IReadOnlyList<Fault> Take(FaultPoint point, string? host = null, bool hasBody = true, string? from = null)
    {
        lock (_taking)
        {
            if (_faults.Count == 0)
            {
                return [];
            }

            var state = _draws.State;
            var taken = Choose(new Happening(point, host, hasBody, from));
            var left = taken.Where(at => _faults[at].Times is not null).Select(at => (at, _faults[at].Times!.Value - 1)).ToList();
            if (left.Count > 0 || state != _draws.State)
            {
                _pages.Update(_draws.State, left);
            }

            foreach (var (at, times) in left)
            {
                _faults[at] = _faults[at] with { Times = times };
            }

            return [.. taken.Select(at => _faults[at])];
        }
    }

    /// <returns>Positions.</returns>
    private List<int> Choose(Happening here)
    {
        var chosen = new List<int>();
        for (var at = 0; at < _faults.Count; at++)
        {
            var fault = _faults[at];
            var type = FaultType.Find(fault.Type)!;
            if (!MayHappen(fault, type, here) || chosen.Exists(other => _faults[other].Type == fault.Type))
            {
                continue;
            }

            if (fault.Probability < 1 && _draws.Next() >= fault.Probability)
            {
                continue;
            }

            if (type.IsInstead)
            {
                return [at];
            }

            chosen.Add(at);
        }

        return chosen;
    }

    private static bool MayHappen(Fault fault, FaultType type, Happening here) =>
        fault.Times != 0
        && (fault.On is { } on ? on == here.Point : type.Points.Contains(here.Point))
        && (fault.Host is null || fault.Host == here.Host)
        && (fault.From is null || fault.From == here.From)
        && (here.HasBody || !type.NeedsBody);

    private readonly record struct Happening(FaultPoint Point, string? Host, bool HasBody, string? From);
}
