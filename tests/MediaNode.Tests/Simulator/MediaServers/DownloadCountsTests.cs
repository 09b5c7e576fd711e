using MediaNode.Simulator.Clock;
using MediaNode.Simulator.MediaServers;
using MediaNode.Simulator.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.MediaServers;

public sealed class DownloadCountsTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly SimulatorStore _store;
    private readonly MediaStore _media;

    public DownloadCountsTests()
    {
        _store = new SimulatorStore(_directory.Path);
        _media = new MediaStore(_store, TurnableClock.Machine);
        Execute("INSERT INTO blobs (id, token, length, type, host, stored_at, expires_at) VALUES ('a', x'00', 1, 'image', 'mmg-1', 0, 0)");
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Counts_that_cannot_be_written_are_kept_and_written_later_and_end_nothing()
    {
        Execute("CREATE TRIGGER full BEFORE UPDATE ON blobs BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        var log = new Warnings();
        using var counts = new DownloadCounts(_media, log);

        counts.Add("a");
        var failed = await log.First.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        counts.Add("a");
        Execute("DROP TRIGGER full");

        failed.ShouldBeOfType<SqliteException>().Message.ShouldContain("disk is full");
        await Eventually.HoldsAsync(() => _media.Find("a")!.Downloads == 2, "both are written");
    }

    [Fact]
    public void To_end_with_counts_that_cannot_be_written_is_no_error()
    {
        Execute("CREATE TRIGGER full BEFORE UPDATE ON blobs BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");
        var log = new Warnings();
        var counts = new DownloadCounts(_media, log);
        counts.Add("a");

        counts.Dispose();

        log.First.Task.IsCompletedSuccessfully.ShouldBeTrue();
    }

    private void Execute(string sql) => _store.Do(connection =>
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    });

    private sealed class Warnings : ILogger<DownloadCounts>
    {
        public TaskCompletionSource<Exception> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            First.TrySetResult(exception!);
    }
}
