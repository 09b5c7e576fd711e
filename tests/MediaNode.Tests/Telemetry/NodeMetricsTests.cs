using MediaNode.Telemetry;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Telemetry;

public sealed class NodeMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly NodeMetrics _metrics;

    public NodeMetricsTests() => _metrics = new NodeMetrics(_clock);

    [Fact]
    public void Every_outcome_of_an_upload_has_its_own_counter()
    {
        foreach (var outcome in Enum.GetValues<UploadOutcome>())
        {
            for (var times = 0; times <= (int)outcome; times++)
            {
                _metrics.UploadFinished(outcome, 10, TimeSpan.FromSeconds(2));
            }
        }

        _metrics.Lines("medianode_uploads_total").ShouldBe(
        [
            "medianode_uploads_total{result=\"stored\"} 1",
            "medianode_uploads_total{result=\"refused\"} 2",
            "medianode_uploads_total{result=\"too_large\"} 3",
            "medianode_uploads_total{result=\"client_gone\"} 4",
            "medianode_uploads_total{result=\"volume_full\"} 5",
            "medianode_uploads_total{result=\"overloaded\"} 6",
            "medianode_uploads_total{result=\"failed\"} 7",
        ]);
        _metrics.Lines("medianode_upload_bytes_total").ShouldBe(["medianode_upload_bytes_total 280"]);
        _metrics.Lines("medianode_upload_duration_seconds_sum").ShouldBe(["medianode_upload_duration_seconds_sum 2"]);
    }

    [Fact]
    public void Every_outcome_of_a_download_has_its_own_counter()
    {
        foreach (var outcome in Enum.GetValues<DownloadOutcome>())
        {
            for (var times = 0; times <= (int)outcome; times++)
            {
                _metrics.DownloadFinished(outcome, 10, TimeSpan.FromSeconds(2));
            }
        }

        _metrics.Lines("medianode_downloads_total").ShouldBe(
        [
            "medianode_downloads_total{result=\"served\"} 1",
            "medianode_downloads_total{result=\"partial\"} 2",
            "medianode_downloads_total{result=\"not_modified\"} 3",
            "medianode_downloads_total{result=\"not_found\"} 4",
            "medianode_downloads_total{result=\"damaged\"} 5",
            "medianode_downloads_total{result=\"aborted\"} 6",
            "medianode_downloads_total{result=\"quarantined\"} 7",
        ]);
        _metrics.Lines("medianode_download_bytes_total").ShouldBe(["medianode_download_bytes_total 280"]);
        _metrics.Lines("medianode_download_duration_seconds_count").ShouldBe(["medianode_download_duration_seconds_count 3"]);
    }

    [Fact]
    public void Logins_deletions_and_batches_are_counted()
    {
        _metrics.Login(ok: true);
        _metrics.Login(ok: false);
        _metrics.Login(ok: false);
        _metrics.MediaDeleted();
        _metrics.SyncBatch(3, TimeSpan.FromMilliseconds(4));
        _metrics.CatalogueBatch(50, TimeSpan.FromMilliseconds(8));

        _metrics.Lines("medianode_logins_total").ShouldBe(
            ["medianode_logins_total{result=\"refused\"} 2", "medianode_logins_total{result=\"ok\"} 1"]);
        _metrics.Lines("medianode_media_deleted_total").ShouldBe(["medianode_media_deleted_total 1"]);
        _metrics.Lines("medianode_volume_sync_files_bucket").Take(3).ShouldBe(
        [
            "medianode_volume_sync_files_bucket{le=\"1\"} 0",
            "medianode_volume_sync_files_bucket{le=\"2\"} 0",
            "medianode_volume_sync_files_bucket{le=\"4\"} 1",
        ]);
        _metrics.Lines("medianode_volume_sync_duration_seconds_sum").ShouldBe(["medianode_volume_sync_duration_seconds_sum 0.004"]);
        _metrics.Lines("medianode_catalogue_commit_rows_sum").ShouldBe(["medianode_catalogue_commit_rows_sum 50"]);
        _metrics.Lines("medianode_catalogue_commit_duration_seconds_sum").ShouldBe(
            ["medianode_catalogue_commit_duration_seconds_sum 0.008"]);
    }

    [Fact]
    public void The_uptime_is_in_whole_seconds()
    {
        _clock.Advance(TimeSpan.FromSeconds(61.9));

        _metrics.Lines("web_uptime").ShouldBe(["web_uptime{node=\"node-1\"} 61"]);
    }

    [Fact]
    public void Requests_under_way_are_told_apart_by_whether_they_read_a_body()
    {
        for (var request = 0; request < 3; request++)
        {
            _metrics.RequestStarted();
        }

        _metrics.UploadStarted();
        _metrics.RequestEnded();

        _metrics.Lines("web_requests").ShouldBe(
            ["web_requests{node=\"node-1\",state=\"read\"} 1", "web_requests{node=\"node-1\",state=\"handle-request\"} 1"]);
        _metrics.Lines("medianode_uploads_in_flight").ShouldBe(["medianode_uploads_in_flight 1"]);

        _metrics.UploadEnded();
        _metrics.Lines("medianode_uploads_in_flight").ShouldBe(["medianode_uploads_in_flight 0"]);
        _metrics.Lines("medianode_requests_in_flight").ShouldBe(["medianode_requests_in_flight 2"]);
    }

    [Fact]
    public void A_gauge_of_another_room_is_read_when_asked_for()
    {
        var free = 5.0;
        _metrics.RegisterGauge("medianode_volume_free_bytes", "Free.", () => free);
        free = 7;

        _metrics.Lines("medianode_volume_free_bytes").ShouldBe(["medianode_volume_free_bytes 7"]);
    }

    [Fact]
    public void A_gauge_whose_disk_fails_leaves_the_others_readable()
    {
        _metrics.RegisterGauge("medianode_volume_free_bytes", "Free.", () => throw new IOException("no such device"));
        _metrics.RegisterGauge("medianode_volume_files", "Files.", () => 3);

        _metrics.Lines("medianode_volume_free_bytes").ShouldBeEmpty();
        _metrics.Lines("medianode_volume_files").ShouldBe(["medianode_volume_files 3"]);
    }

    [Theory]
    [InlineData("web_uptime")]
    [InlineData("medianode-volume")]
    [InlineData("9lives")]
    [InlineData("")]
    public void A_name_that_is_taken_or_not_allowed_is_refused(string name) =>
        Should.Throw<ArgumentException>(() => _metrics.RegisterGauge(name, "Help.", () => 1));

    [Fact]
    public void The_process_tells_its_memory_time_descriptors_and_threads()
    {
        ValuesOf("process_resident_memory_bytes").Single().ShouldBeGreaterThan(1_000_000);
        ValuesOf("process_cpu_seconds_total").Single().ShouldBeGreaterThan(0);
        ValuesOf("process_open_fds").Single().ShouldBeGreaterThan(2);
        ValuesOf("process_threads").Single().ShouldBeGreaterThan(1);
    }

    [Fact]
    public void The_heap_is_never_told_as_nothing_or_less()
    {
        // The runtime's running total may be, for a while, after other tests' garbage was collected.
        var readings = Enumerable.Range(0, 1_000).Select(_ => ValuesOf("medianode_gc_heap_bytes").Single());

        readings.ShouldAllBe(bytes => bytes > 0);
    }

    [Fact]
    public void Parallel_increments_add_up()
    {
        const int Workers = 4;
        const int Each = 500_000;

        // One act at a time in a tight loop: only then do the workers meet often enough for a lost addition to show.
        void InParallel(Action<int> act)
        {
            using var together = new Barrier(Workers);
            Thread[] workers = [.. Enumerable.Range(0, Workers).Select(_ => new Thread(() =>
            {
                together.SignalAndWait();
                for (var turn = 0; turn < Each; turn++)
                {
                    act(turn);
                }
            }))];
            Array.ForEach(workers, worker => worker.Start());
            Array.ForEach(workers, worker => worker.Join());
        }

        InParallel(turn => _metrics.UploadFinished(UploadOutcome.Stored, 3, TimeSpan.FromTicks(turn)));
        InParallel(turn => _metrics.SyncBatch(turn % 10, TimeSpan.Zero));
        InParallel(turn => _metrics.Request(
            "GET", turn % 2 == 0 ? "/v1/a" : "/v1/b", 200 + (turn % 5), TimeSpan.FromMilliseconds(1)));

        const int All = Workers * Each;
        _metrics.Lines("medianode_uploads_total")[0].ShouldBe($"medianode_uploads_total{{result=\"stored\"}} {All}");
        _metrics.Lines("medianode_upload_bytes_total").ShouldBe([$"medianode_upload_bytes_total {3 * All}"]);
        _metrics.Lines("medianode_upload_duration_seconds_count").ShouldBe([$"medianode_upload_duration_seconds_count {All}"]);
        _metrics.Lines("medianode_volume_sync_files_sum").ShouldBe([$"medianode_volume_sync_files_sum {All / 10 * 45}"]);
        _metrics.Lines("medianode_requests_total").Length.ShouldBe(10);
        ValuesOf("medianode_requests_total").ShouldAllBe(value => value == All / 10);
        ValuesOf("api_requests_duration_ms_sum").Sum().ShouldBe(All);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        CountEverything();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var turn = 0; turn < 1_000; turn++)
        {
            CountEverything();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    public void Dispose() => _metrics.Dispose();

    private IEnumerable<double> ValuesOf(string name) =>
        _metrics.Families.Single(family => family.Name == name).Read().Select(series => series.Value);

    private void CountEverything()
    {
        _metrics.RequestStarted();
        _metrics.UploadStarted();
        _metrics.UploadFinished(UploadOutcome.Stored, 100, TimeSpan.FromMilliseconds(5));
        _metrics.UploadEnded();
        _metrics.DownloadFinished(DownloadOutcome.Served, 100, TimeSpan.FromMilliseconds(5));
        _metrics.MediaDeleted();
        _metrics.Login(ok: true);
        _metrics.SyncBatch(4, TimeSpan.FromMilliseconds(5));
        _metrics.CatalogueBatch(4, TimeSpan.FromMilliseconds(5));
        _metrics.Request("POST", "/v1/media", 201, TimeSpan.FromMilliseconds(5));
        _metrics.Request("BREW", "/v1/media/{id}", 999, TimeSpan.FromMilliseconds(5));
        _metrics.RequestEnded();
    }
}
