using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Volumes;

/// <summary>Makes files durable, many at a time: the disk's flush is the dear part, and one flush can carry all that wait for it.</summary>
/// <remarks>
/// Small files share a <c>syncfs</c>, which is three to four times as many durable files a second as <c>fsync</c> on each. Large files,
/// whose bytes are the dear part, are synced each for itself on threads of their own, so that small ones do not queue behind them.
/// Directories, from which something was deleted, are synced on a thread of their own, too, and never by <c>syncfs</c>: that waits for
/// whatever the whole file system has to write, and an upload behind it would wait along.
/// Own threads, not the pool's: a flush blocks for milliseconds, and the pool, slow to grow, would starve requests meanwhile.
/// </remarks>
internal sealed class SyncGroups : IDisposable
{
    /// <summary>Files below this many bytes wait for a group; above it the time to write outweighs the flush.</summary>
    public const long SmallBelow = 2L << 20;

    /// <summary>From this many on, one flush of the file system is cheaper than a flush for each file.</summary>
    private const int GroupFrom = 3;

    private const int LargeThreads = 4;

    private readonly SafeFileHandle _directory;
    private readonly Action<int, TimeSpan> _observed;
    private readonly TimeProvider _clock;
    private readonly Lane _small;
    private readonly Lane _large;
    private readonly Lane _directories;

    /// <param name="directory">The directory in which every synced file was created; synced along.</param>
    /// <param name="observed">Told how many files each sync carried and how long it took.</param>
    /// <param name="clock">For that time.</param>
    public SyncGroups(SafeFileHandle directory, Action<int, TimeSpan> observed, TimeProvider clock)
    {
        (_directory, _observed, _clock) = (directory, observed, clock);
        _small = new Lane("sync small", 1, most: 1024, SyncTogether);
        _large = new Lane("sync large", LargeThreads, most: 1, SyncTogether);
        _directories = new Lane("sync directories", 1, most: 1024, SyncDirectories);
    }

    public Task SyncAsync(SafeFileHandle file, long length) => (length < SmallBelow ? _small : _large).AddAsync(file);

    /// <summary>Completes when what was deleted from a directory so far stays so after a power cut.</summary>
    public Task SyncDirectoryAsync(SafeFileHandle directory) => _directories.AddAsync(directory);

    public void Dispose()
    {
        _small.Dispose();
        _large.Dispose();
        _directories.Dispose();
    }

    private void SyncTogether(List<Waiting> batch)
    {
        var started = _clock.GetTimestamp();
        if (batch.Count >= GroupFrom)
        {
            Posix.SyncFileSystem(_directory);
            // The file system tells of a failure once. A flush before may have carried bytes of these files and failed for others, who heard of it.
            foreach (var waiting in batch)
            {
                Posix.CheckWritten(waiting.File);
            }
        }
        else
        {
            foreach (var waiting in batch)
            {
                Posix.Sync(waiting.File);
            }

            Posix.Sync(_directory);
        }

        _observed(batch.Count, _clock.GetElapsedTime(started));
    }

    private static void SyncDirectories(List<Waiting> batch)
    {
        foreach (var directory in batch.Select(waiting => waiting.File).Distinct())
        {
            Posix.Sync(directory);
        }
    }

    private sealed class Waiting(SafeFileHandle file) : TaskCompletionSource
    {
        public SafeFileHandle File => file;
    }

    private sealed class Lane : IDisposable
    {
        private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(); // Bounded by the uploads in flight.
        private readonly Thread[] _threads;
        private readonly int _most;
        private readonly Action<List<Waiting>> _sync;

        public Lane(string name, int threads, int most, Action<List<Waiting>> sync)
        {
            (_most, _sync) = (most, sync);
            _threads = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Run) { Name = name, IsBackground = true })];
            foreach (var thread in _threads)
            {
                thread.Start();
            }
        }

        /// <remarks>Completes on the lane's thread: what follows is short, the queueing of a row, and a hop to the pool would cost more.</remarks>
        public Task AddAsync(SafeFileHandle file)
        {
            var waiting = new Waiting(file);
            if (!_queue.Writer.TryWrite(waiting))
            {
                waiting.SetException(new ObjectDisposedException(nameof(SyncGroups)));
            }

            return waiting.Task;
        }

        public void Dispose()
        {
            _queue.Writer.TryComplete();
            foreach (var thread in _threads)
            {
                thread.Join();
            }
        }

        private void Run()
        {
            var batch = new List<Waiting>();
            while (WaitForMore())
            {
                batch.Clear();
                while (batch.Count < _most && _queue.Reader.TryRead(out var waiting))
                {
                    batch.Add(waiting);
                }

                if (batch.Count == 0)
                {
                    continue;
                }

                try
                {
                    _sync(batch);
                }
                catch (IOException failure)
                {
                    // After a failed flush nobody knows which bytes reached the disk: none of the batch is acknowledged.
                    batch.ForEach(waiting => waiting.SetException(failure));
                    continue;
                }

                batch.ForEach(waiting => waiting.SetResult());
            }
        }

        private bool WaitForMore()
        {
            var more = _queue.Reader.WaitToReadAsync(CancellationToken.None);
            return more.IsCompleted ? more.Result : more.AsTask().GetAwaiter().GetResult();
        }
    }
}
