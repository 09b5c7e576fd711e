using System.Collections.Concurrent;

namespace MediaNode.Volumes;

/// <summary>What waits to be fetched because the volume cannot take it: each for longer every time, and all are woken once that changes.</summary>
/// <remarks>
/// Each try is a few writes, and often a question to others, on a disk that has little left. What is kept here a restart forgets: then each is
/// tried when it is due, and begins with short waits again.
/// </remarks>
/// <typeparam name="TId">By which it is known.</typeparam>
/// <param name="volume">Looked at without a write.</param>
internal sealed class RoomWaits<TId>(IVolume volume)
    where TId : notnull
{
    /// <summary>The first wait, and how often it is looked for room as long as anything waits for it.</summary>
    public static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    // A file that is too large for what is left has nobody to wake it.
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(15);

    private const int MostDoublings = 10;

    private readonly ConcurrentDictionary<TId, int> _times = new();
    private readonly ConcurrentDictionary<TId, Standing> _asleep = new();

    /// <summary>What the volume takes.</summary>
    private enum Standing
    {
        Nothing,

        /// <summary>What is here can be sent.</summary>
        Sends,

        /// <summary>More is fetched as well.</summary>
        Fetches,
    }

    /// <summary>Whether any waits until something changes.</summary>
    public bool Any => !_asleep.IsEmpty;

    /// <summary>One has to wait.</summary>
    /// <param name="id">Which.</param>
    /// <param name="untilRoom">Whether it is not to be tried at all as things stand; else a file may be too large for what room there is.</param>
    /// <returns>For how long, unless it is woken.</returns>
    public TimeSpan Begin(TId id, bool untilRoom)
    {
        if (untilRoom)
        {
            _asleep[id] = Look();
        }

        var wait = First * Math.Pow(2, Math.Min(_times.AddOrUpdate(id, 0, (_, times) => times + 1), MostDoublings));
        return wait < _longest ? wait : _longest;
    }

    /// <summary>One is tried: it waits no more.</summary>
    public void Try(TId id) => _asleep.TryRemove(id, out _);

    /// <summary>One got its bytes, or failed for a reason of its own: if it has to wait again, it begins anew.</summary>
    public void Forget(TId id) => _times.TryRemove(id, out _);

    /// <param name="isTried">Which are left out: they are about to wait, and what wakes them must come after.</param>
    /// <returns>Those for whom something has changed. They wait no more.</returns>
    public IReadOnlyList<TId> TakeWoken(Func<TId, bool> isTried)
    {
        if (_asleep.IsEmpty)
        {
            return [];
        }

        var now = Look();
        return
        [
            .. _asleep.Where(wait => wait.Value != now && !isTried(wait.Key)).Select(wait => wait.Key).ToList().Where(id => _asleep.TryRemove(id, out _)),
        ];
    }

    private Standing Look()
    {
        try
        {
            var space = volume.SpaceNow;
            return space.RoomFor(VolumeUse.Fetch) > 0 ? Standing.Fetches : space.RoomFor(VolumeUse.Send) > 0 ? Standing.Sends : Standing.Nothing;
        }
        catch (IOException)
        {
            return Standing.Nothing;
        }
    }
}
