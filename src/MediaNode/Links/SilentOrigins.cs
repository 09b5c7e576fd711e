using System.Collections.Concurrent;

namespace MediaNode.Links;

/// <summary>The origins whose last fetch failed in a way that may pass: down, silent, or too slow.</summary>
/// <remarks>They are tried again in a few places only, so that any number of them leaves most places to origins that answer.</remarks>
internal sealed class SilentOrigins
{
    // Host names are at most 255 bytes: some megabytes. Beyond, it begins anew, and each is found out again by one fetch.
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, byte> _silent = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Now => [.. _silent.Keys];

    public void Failed(string origin)
    {
        if (_silent.Count >= Most)
        {
            _silent.Clear();
        }

        _silent[origin] = 0;
    }

    public void Answered(string origin) => _silent.TryRemove(origin, out _);
}
