using MediaNode.Simulator.Clock;
using Microsoft.Extensions.Logging;

namespace MediaNode.Simulator.MediaServers;

/// <summary>Counts downloads in memory and writes them down together: a thousand in a second are one write.</summary>
/// <remarks>A killed process takes the last second's with it; they are shown to people and decide nothing.</remarks>
internal sealed partial class DownloadCounts : IDisposable
{
    private static readonly TimeSpan _wait = TimeSpan.FromSeconds(1);

    private readonly Lock _counting = new();
    private readonly MediaStore _store;
    private readonly ILogger<DownloadCounts> _log;
    private readonly ITimer _timer;
    private Dictionary<string, int> _counts = [];
    private bool _disposed;

    public DownloadCounts(MediaStore store, ILogger<DownloadCounts> log)
    {
        (_store, _log) = (store, log);
        _timer = TurnableClock.Machine.CreateTimer(_ => WriteOrKeep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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

    /// <summary>Writes down what was counted until now. When that fails, the counts stay and are written later.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">The store cannot be written.</exception>
    public void Write()
    {
        lock (_counting)
        {
            if (_counts.Count > 0 && !_disposed)
            {
                _store.CountDownloads(_counts);
                _counts = [];
            }
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        WriteOrKeep();
        lock (_counting)
        {
            _disposed = true;
        }
    }

    // Nobody is above a timer: an exception that leaves it ends the process.
    private void WriteOrKeep()
    {
        try
        {
            Write();
        }
        catch (Exception failed)
        {
            Failed(_log, failed);
            _timer.Change(_wait, Timeout.InfiniteTimeSpan);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Counts of downloads could not be written; tried again in a second.")]
    private static partial void Failed(ILogger logger, Exception exception);
}
