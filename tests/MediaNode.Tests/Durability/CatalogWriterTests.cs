using System.Collections.Concurrent;
using MediaNode.Catalog;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Durability;

public sealed class CatalogWriterTests : IDisposable
{
    private readonly TempDirectory _data = new();
    private readonly ConcurrentQueue<int> _carried = new();
    private readonly CatalogFile _file;
    private readonly CatalogWriter _writer;

    public CatalogWriterTests()
    {
        _file = new CatalogFile(Path.Combine(_data.Path, "catalogue.db"));
        _writer = new CatalogWriter(_file, (rows, _) => _carried.Enqueue(rows), TimeProvider.System);
        using var connection = _file.OpenForWriting();
        Execute(connection, "CREATE TABLE notes (number INTEGER PRIMARY KEY, at INTEGER)");
    }

    public void Dispose()
    {
        _writer.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Writes_that_wait_together_share_a_commit()
    {
        using (Hold())
        {
            var writes = Enumerable.Range(1, 100).Select(NoteAsync).ToList();
            Release();
            await Task.WhenAll(writes);
        }

        _carried.Max().ShouldBeGreaterThan(50);
        Notes().Count.ShouldBe(100);
    }

    [Fact]
    public async Task Under_load_a_commit_carries_more_than_one_row()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(client => Task.Run(async () =>
        {
            for (var number = 1; number <= 50; number++)
            {
                await NoteAsync((client * 1000) + number);
            }
        })));

        _carried.Sum().ShouldBe(800);
        _carried.Count.ShouldBeLessThan(600);
    }

    [Fact]
    public async Task One_failing_write_in_a_group_fails_alone()
    {
        await NoteAsync(50);
        List<Task> writes;
        using (Hold())
        {
            writes = [.. Enumerable.Range(1, 100).Select(NoteAsync)];
            Release();
            await Task.WhenAny(Task.WhenAll(writes));
        }

        writes.Where(write => write.IsFaulted).ShouldHaveSingleItem().ShouldBe(writes[49]);
        writes[49].Exception!.InnerException.ShouldBeOfType<SqliteException>().SqliteErrorCode.ShouldBe(19);
        Notes().Order().ShouldBe(Enumerable.Range(1, 100).Select(number => (long)number));
    }

    [Fact]
    public async Task A_write_that_throws_something_of_its_own_fails_alone_and_the_writer_lives_on()
    {
        List<Task> writes;
        using (Hold())
        {
            writes =
            [
                NoteAsync(1),
                _writer.WriteAsync<bool>(connection =>
                {
                    Execute(connection, "INSERT INTO notes VALUES (2, 0)");
                    throw new InvalidOperationException("of its own");
                }),
                NoteAsync(3),
            ];
            Release();
            await Task.WhenAny(Task.WhenAll(writes));
        }

        writes.Select(write => write.IsCompletedSuccessfully).ShouldBe([true, false, true]);
        await NoteAsync(4);
        Notes().Order().ShouldBe([1, 3, 4]);
    }

    [Fact]
    public async Task Writes_are_done_in_the_order_in_which_they_were_asked_for()
    {
        using (Hold())
        {
            var order = 0;
            var writes = Enumerable.Range(1, 600).Reverse().Select(number => _writer.WriteAsync(connection =>
            {
                Execute(connection, $"INSERT INTO notes VALUES ({number}, {Interlocked.Increment(ref order)})");
                return true;
            })).ToList();
            Release();
            await Task.WhenAll(writes);
        }

        Notes("ORDER BY at").ShouldBe(Enumerable.Range(1, 600).Reverse().Select(number => (long)number));
    }

    [Fact]
    public async Task A_write_is_seen_by_others_once_it_is_answered()
    {
        for (var number = 1; number <= 50; number++)
        {
            await NoteAsync(number);
            Notes().ShouldContain(number);
        }
    }

    [Fact]
    public async Task What_is_queued_when_it_is_disposed_is_done_and_what_comes_later_is_refused()
    {
        Task writes;
        Task disposed;
        using (Hold())
        {
            writes = Task.WhenAll(Enumerable.Range(1, 100).Select(NoteAsync));
            disposed = Task.Run(_writer.Dispose);
            Release();
            await disposed;
        }

        await writes.WaitAsync(TimeSpan.FromSeconds(10));
        Notes().Count.ShouldBe(100);
        await Should.ThrowAsync<ObjectDisposedException>(() => NoteAsync(101));
    }

    [Fact]
    public async Task A_catalogue_that_may_not_grow_refuses_what_does_not_fit_and_takes_it_once_it_may()
    {
        await _writer.WriteAsync(connection => Execute(connection, "CREATE TABLE bulk (bytes BLOB)"));
        var most = await _writer.WriteAsync(connection => Execute(connection, "PRAGMA page_count"));
        await _writer.WriteAsync(connection => Execute(connection, $"PRAGMA max_page_count = {most + 2}"));

        var failure = await Should.ThrowAsync<SqliteException>(() => _writer.WriteAsync(connection => Execute(connection, "INSERT INTO bulk VALUES (zeroblob(100000))")));
        failure.MeansFull().ShouldBeTrue();
        await NoteAsync(1);

        await _writer.WriteAsync(connection => Execute(connection, "PRAGMA max_page_count = 1000000"));
        await _writer.WriteAsync(connection => Execute(connection, "INSERT INTO bulk VALUES (zeroblob(100000))"));
        Notes().ShouldBe([1]);
    }

    private readonly ManualResetEventSlim _released = new();

    /// <summary>Keeps the writer busy with a write of ours, so that the next ones wait together.</summary>
    private ManualResetEventSlim Hold()
    {
        using var busy = new ManualResetEventSlim();
        _ = _writer.WriteAsync(_ =>
        {
            busy.Set();
            return _released.Wait(TimeSpan.FromSeconds(20));
        });
        busy.Wait(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        return _released;
    }

    private void Release() => _released.Set();

    private Task NoteAsync(int number) => _writer.WriteAsync(connection => Execute(connection, $"INSERT INTO notes VALUES ({number}, 0)"));

    private List<long> Notes(string order = "")
    {
        using var connection = _file.OpenForReading();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT number FROM notes {order}";
        using var rows = command.ExecuteReader();
        var notes = new List<long>();
        while (rows.Read())
        {
            notes.Add(rows.GetInt64(0));
        }

        return notes;
    }

    private static long Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
