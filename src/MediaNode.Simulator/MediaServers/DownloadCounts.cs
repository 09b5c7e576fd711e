using MediaNode.Simulator.Clock;

namespace MediaNode.Simulator.MediaServers;

/// <summary>Counts downloads in memory and writes them down together: a thousand in a second are one write.</summary>
/// <remarks>A killed process takes the last second's with it; they are shown to people and decide nothing.</remarks>
internal sealed class DownloadCounts : IDisposable
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(1);

    private readonly Lock _counting = new();
    private readonly MediaStore _store;
    private readonly ITimer _timer;
    private Dictionary<string, int> _counts = [];

    public DownloadCounts(MediaStore store)
    {
        _store = store;
        _timer = TurnableClock.Machine.CreateTimer(_ => Write(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <param name="id">Of the blob that somebody has fetched to the end.</param>
    public void Add(string id)
    {
        lock (_counting)
        {
            if (_counts.Count == 0)
            {
                _timer.Change(_wait, Timeout.InfiniteTimeSpan);
            }

            _counts[id] = _counts.GetValueOrDefault(id) + 1;
        }
    }

    /// <summary>Writes down what was counted until now.</summary>
    public void Write()
    {
        lock (_counting)
        {
            if (_counts.Count > 0)
            {
                _store.CountDownloads(_counts);
                _counts = [];
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Write();
    }
}
