using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace MediaNode.Catalog;

/// <summary>The one writer of the catalogue: whatever waits is done in one transaction and acknowledged after its one flush.</summary>
/// <remarks>
/// SQLite has one writer in any case; a thread that owns it needs no lock and turns a crowd of writers into one commit, two to three
/// times the rows a second of a commit each. When a write of a group fails, the group is rolled back and each is tried alone, so that
/// only the one at fault hears of it.
/// </remarks>
internal sealed class CatalogWriter : IDisposable
{
    /// <summary>The most writes that one commit carries: what is lost to a retry when one of them fails.</summary>
    private const int MostTogether = 256;

    private readonly Channel<Write> _queue = Channel.CreateUnbounded<Write>(); // Bounded by the requests in flight.
    private readonly SqliteConnection _connection;
    private readonly CatalogReserve _reserve;
    private readonly Action<int, TimeSpan> _observed;
    private readonly TimeProvider _clock;
    private readonly Thread _thread;

    public CatalogWriter(CatalogFile file, Action<int, TimeSpan> observed, TimeProvider clock)
    {
        _connection = file.OpenForWriting();
        _reserve = new CatalogReserve(file.Path + "-reserve", clock);
        (_observed, _clock) = (observed, clock);
        _thread = new Thread(Run) { Name = "catalogue writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs <paramref name="write"/> in a transaction with others; completes when it is durable. It may run twice: it must change nothing but rows.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> write)
    {
        var item = new Write<T>(write);
        if (!_queue.Writer.TryWrite(item))
        {
            item.Fail(new ObjectDisposedException(nameof(CatalogWriter)));
        }

        return item.Task;
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _thread.Join();
        _connection.Dispose();
    }

    private void Run()
    {
        var batch = new List<Write>();
        while (WaitForMore())
        {
            batch.Clear();
            while (batch.Count < MostTogether && _queue.Reader.TryRead(out var write))
            {
                batch.Add(write);
            }

            if (batch.Count == 0)
            {
                continue;
            }

            var started = _clock.GetTimestamp();
            if (TryTogether(batch, out var failure))
            {
                _observed(batch.Count, _clock.GetElapsedTime(started));
                batch.ForEach(write => write.Succeed());
                _reserve.TakeBack();
            }
            else if (batch.Count == 1)
            {
                batch[0].Fail(failure);
            }
            else
            {
                foreach (var write in batch)
                {
                    if (TryTogether([write], out failure))
                    {
                        write.Succeed();
                    }
                    else
                    {
                        write.Fail(failure);
                    }
                }
            }
        }
    }

    private bool TryTogether(List<Write> writes, out Exception failure)
    {
        if (TryOnce(writes, out failure))
        {
            return true;
        }

        if (failure is not SqliteException full || !full.MeansFull())
        {
            return false;
        }

        MakeRoom();
        return TryOnce(writes, out failure);
    }

    /// <summary>On a full disk: moves the log into the tables, which mostly overwrites, so that the log can be written from its start again.</summary>
    private void MakeRoom()
    {
        try
        {
            _reserve.GiveUp();
            Execute("PRAGMA wal_checkpoint(RESTART)");
        }
        catch (Exception failure) when (failure is SqliteException or IOException)
        {
            // There is no room to be made: the write will fail again and say so.
        }
    }

    private bool TryOnce(List<Write> writes, out Exception failure)
    {
        try
        {
            Execute("BEGIN IMMEDIATE");
            foreach (var write in writes)
            {
                write.Run(_connection);
            }

            Execute("COMMIT");
            failure = null!;
            return true;
        }
        catch (Exception thrown)
        {
            // An edge: whatever a write threw goes to whoever asked for it, and the writer lives on.
            failure = thrown;
            RollBack();
            return false;
        }
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // A full disk or an I/O error has rolled it back already (sqlite.org/lang_transaction.html).
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private bool WaitForMore()
    {
        var more = _queue.Reader.WaitToReadAsync(CancellationToken.None);
        return more.IsCompleted ? more.Result : more.AsTask().GetAwaiter().GetResult();
    }

    private abstract class Write
    {
        public abstract void Run(SqliteConnection connection);

        public abstract void Succeed();

        public abstract void Fail(Exception failure);
    }

    private sealed class Write<T>(Func<SqliteConnection, T> write) : Write
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Task => _done.Task;

        public override void Run(SqliteConnection connection) => _result = write(connection);

        public override void Succeed() => _done.SetResult(_result);

        public override void Fail(Exception failure) => _done.SetException(failure);
    }
}
