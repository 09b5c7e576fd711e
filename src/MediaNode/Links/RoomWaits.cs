using System.Collections.Concurrent;
using MediaNode.Catalog;
using MediaNode.Volumes;

namespace MediaNode.Links;

/// <summary>Links that wait because the volume cannot take what they lead to: each for longer every time, and all are woken once that changes.</summary>
/// <remarks>
/// Each try is a few writes, and often a question to an origin, on a disk that has little left. What is kept here a restart forgets: then
/// each link is tried when it is due, and begins with short waits again.
/// </remarks>
/// <param name="volume">Looked at without a write.</param>
internal sealed class RoomWaits(IVolume volume)
{
    /// <summary>The first wait, and how often it is looked for room as long as any link waits for it.</summary>
    public static readonly TimeSpan First = LinkWork.Pause;

    // A file that is too large for what is left has nobody to wake it.
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(15);

    private const int MostDoublings = 10;

    // By the link's id.
    private readonly ConcurrentDictionary<long, int> _times = new();
    private readonly ConcurrentDictionary<long, Standing> _asleep = new();

    /// <summary>What the volume takes.</summary>
    private enum Standing
    {
        Nothing,

        /// <summary>What is here can be sent.</summary>
        Sends,

        /// <summary>Links are fetched as well.</summary>
        Fetches,
    }

    /// <summary>Whether any link waits until something changes.</summary>
    public bool Any => !_asleep.IsEmpty;

    /// <summary>A link has to wait.</summary>
    /// <param name="link">Which.</param>
    /// <param name="untilRoom">Whether it is not to be tried at all as things stand; else a file may be too large for what room there is.</param>
    /// <returns>For how long, unless it is woken.</returns>
    public TimeSpan Begin(Link link, bool untilRoom)
    {
        if (untilRoom)
        {
            _asleep[link.Id] = Look();
        }

        var wait = First * Math.Pow(2, Math.Min(_times.AddOrUpdate(link.Id, 0, (_, times) => times + 1), MostDoublings));
        return wait < _longest ? wait : _longest;
    }

    /// <summary>A link is tried: it waits no more.</summary>
    public void Try(Link link) => _asleep.TryRemove(link.Id, out _);

    /// <summary>A link got its bytes, or failed for a reason of its own: if it has to wait again, it begins anew.</summary>
    public void Forget(Link link) => _times.TryRemove(link.Id, out _);

    /// <returns>Those for whom something has changed. They wait no more.</returns>
    public IReadOnlyList<long> TakeWoken()
    {
        var now = Look();
        return [.. _asleep.Where(wait => wait.Value != now).Select(wait => wait.Key).Where(id => _asleep.TryRemove(id, out _))];
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
