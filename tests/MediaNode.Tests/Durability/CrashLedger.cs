using System.Collections.Concurrent;

namespace MediaNode.Tests.Durability;

/// <summary>What clients were told: the media that must be there, those that must not, and those whose deletion was never answered.</summary>
internal sealed class CrashLedger
{
    private readonly ConcurrentDictionary<string, (string Digest, Fate Fate)> _media = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _unchecked = new(StringComparer.Ordinal);

    public enum Fate
    {
        Kept,
        MayBeGone,
        Gone,
    }

    public int Uploads { get; private set; }

    public int Deletions { get; private set; }

    public IReadOnlyList<string> Kept => [.. _media.Where(one => one.Value.Fate == Fate.Kept).Select(one => one.Key)];

    public void Acknowledged(string id, string digest)
    {
        Uploads++;
        _unchecked[id] = true;
        _media[id] = (digest, Fate.Kept);
    }

    /// <summary>Chooses a media to delete; until that is answered it may be there or not.</summary>
    public string? BeginDeletion(Random random)
    {
        var kept = Kept;
        var id = kept.Count == 0 ? null : kept[random.Next(kept.Count)];
        return id is not null && _media.TryGetValue(id, out var one) && one.Fate == Fate.Kept && _media.TryUpdate(id, (one.Digest, Fate.MayBeGone), one) ? id : null;
    }

    public void Deleted(string id)
    {
        Deletions++;
        _media[id] = (_media[id].Digest, Fate.Gone);
    }

    /// <returns>Everything that is wrong in what the node lists.</returns>
    public IReadOnlyList<string> Check(IReadOnlyList<Listed> listed)
    {
        var there = listed.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var wrong = listed.Where(one => one.State != "stored").Select(one => $"{one.Id} is {one.State}").ToList();
        foreach (var (id, (digest, fate)) in _media)
        {
            var found = there.GetValueOrDefault(id);
            if (fate == Fate.Kept && found is null)
            {
                wrong.Add($"{id} was acknowledged and is lost");
            }
            else if (fate == Fate.Gone && found is not null)
            {
                wrong.Add($"{id} was deleted and is back");
            }
            else if (found is not null && found.Digest != digest)
            {
                wrong.Add($"{id} has another digest than what was sent");
            }
        }

        // What was on its way without an answer has been decided now.
        foreach (var (id, (digest, _)) in _media.Where(one => one.Value.Fate == Fate.MayBeGone))
        {
            _media[id] = (digest, there.ContainsKey(id) ? Fate.Kept : Fate.Gone);
        }

        foreach (var one in listed)
        {
            if (_media.TryAdd(one.Id, (one.Digest, Fate.Kept)))
            {
                _unchecked[one.Id] = true;
            }
        }

        return wrong;
    }

    /// <returns>The kept media whose bytes nobody has read back since they were uploaded.</returns>
    public IReadOnlyList<string> TakeUnchecked()
    {
        var ids = _unchecked.Keys.Where(id => _media[id].Fate == Fate.Kept).ToList();
        _unchecked.Clear();
        return ids;
    }
}
