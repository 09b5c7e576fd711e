using System.Collections.Immutable;
using System.Data.Common;
using System.Diagnostics.Metrics;

namespace MediaNode.Telemetry;

/// <summary>Counts what the node does. Counting is a few interlocked additions into fixed slots: no lock, no allocation.</summary>
/// <remarks>
/// One list of families feeds every form: the text, the JSON and the meter <c>MediaNode</c>, whose instruments have the same
/// names and read the same slots.
/// </remarks>
internal sealed class NodeMetrics : IDisposable
{
    public const string MeterName = "MediaNode";

    // In the order of UploadOutcome, of DownloadOutcome, of no and yes, and of LinkResult.
    private static readonly string[] _uploadResults =
        ["stored", "refused", "too_large", "client_gone", "volume_full", "overloaded", "failed"];

    private static readonly string[] _downloadResults = ["served", "partial", "not_modified", "not_found", "damaged", "aborted", "quarantined"];
    private static readonly string[] _loginResults = ["refused", "ok"];
    private static readonly string[] _linkResults = ["fetched", "unchanged", "not_modified", "failed", "postponed"];

    private readonly Meter _meter;
    private readonly Lock _registering = new();
    private ImmutableArray<MetricFamily> _families = [];

    private readonly long[] _uploads = new long[_uploadResults.Length];
    private readonly long[] _downloads = new long[_downloadResults.Length];
    private readonly long[] _logins = new long[_loginResults.Length];
    private readonly long[] _links = new long[_linkResults.Length];
    private long _linkBytes;
    private long _uploadBytes;
    private long _uploadsInFlight;
    private long _downloadBytes;
    private long _mediaDeleted;
    private long _mediaForgotten;
    private long _requestsInFlight;

    private readonly ToolRuns _tools = new();
    private readonly RenditionCounts _renditions = new();
    private readonly InboundCounts _inbound = new();
    private readonly FindingCounts _findings = new();
    private readonly QuarantineCounts _quarantine = new();
    private readonly CallbackCounts _callbacks = new();
    private readonly RouteTraffic _routes;
    private readonly Distribution _uploadDurations;
    private readonly Distribution _downloadDurations;
    private readonly Distribution _syncFiles;
    private readonly Distribution _syncDurations;
    private readonly Distribution _commitRows;
    private readonly Distribution _commitDurations;

    public NodeMetrics(TimeProvider clock)
    {
        // The scope tells the meters of several nodes in one process apart.
        _meter = new Meter(new MeterOptions(MeterName) { Scope = this });
        var started = clock.GetTimestamp();

        var uptime = MetricFamily.Gauge(
            "web_uptime", "Seconds since the node started.", () => Math.Floor(clock.GetElapsedTime(started).TotalSeconds));
        Add(uptime with { PerNode = true });
        Add(new MetricFamily(
            "web_requests", "Requests under way, by what they are doing.", MetricKind.Gauge, ReadWebRequests, PerNode: true));

        var requestDurations = _meter.CreateHistogram<double>("medianode_request_duration_seconds", "s", "Time taken to answer, by route.");
        _routes = new RouteTraffic(requestDurations);
        Add(new MetricFamily(
            "api_requests_duration_ms_sum", "Milliseconds spent on requests to the API.",
            MetricKind.Counter, _routes.ReadApiMilliseconds, PerNode: true));
        Add(new MetricFamily(
            "api_requests_duration_ms_count", "Requests to the API.", MetricKind.Counter, _routes.ReadApiCounts, PerNode: true));
        Add(new MetricFamily(
            "medianode_requests_total", "Requests answered, by route and status.", MetricKind.Counter, _routes.ReadRequests));
        Add(new MetricFamily(requestDurations.Name, requestDurations.Description!, MetricKind.Histogram, _routes.ReadDurations));
        Add(MetricFamily.Gauge("medianode_requests_in_flight", "Requests under way.", () => Interlocked.Read(ref _requestsInFlight)));

        Add(MetricFamily.Results("medianode_uploads_total", "Uploads, by what became of them.", _uploadResults, _uploads));
        Add(MetricFamily.Counter(
            "medianode_upload_bytes_total", "Bytes of media received, whether kept or not.", () => Interlocked.Read(ref _uploadBytes)));
        _uploadDurations = AddDurations(
            "medianode_upload_duration_seconds", "Time from the start of an upload to its answer; stored ones only.");
        Add(MetricFamily.Gauge("medianode_uploads_in_flight", "Uploads under way.", () => Interlocked.Read(ref _uploadsInFlight)));

        Add(MetricFamily.Results("medianode_downloads_total", "Downloads, by what became of them.", _downloadResults, _downloads));
        Add(MetricFamily.Counter("medianode_download_bytes_total", "Bytes of media sent.", () => Interlocked.Read(ref _downloadBytes)));
        _downloadDurations = AddDurations(
            "medianode_download_duration_seconds", "Time taken to send media; whole and partial answers only.");

        Add(MetricFamily.Counter("medianode_media_deleted_total", "Media deleted on request.", () => Interlocked.Read(ref _mediaDeleted)));
        Add(MetricFamily.Counter("medianode_media_forgotten_total", "Media that retention took.", () => Interlocked.Read(ref _mediaForgotten)));
        Add(new MetricFamily("medianode_findings_total", "What passes over what is stored found.", MetricKind.Counter, _findings.ReadCounts));
        Add(new MetricFamily(
            "medianode_quarantine_refusals_total", "What was refused because its content is in quarantine, by what it was.", MetricKind.Counter, _quarantine.ReadCounts));
        Add(MetricFamily.Counter("medianode_scrubbed_bytes_total", "Bytes read to find out whether they are still what they were.", () => _findings.Bytes));
        Add(MetricFamily.Results("medianode_logins_total", "Attempts to log in.", _loginResults, _logins));

        Add(MetricFamily.Results("medianode_links_total", "Fetches of links, by what came of them.", _linkResults, _links));
        Add(MetricFamily.Counter(
            "medianode_links_bytes_total", "Bytes of media fetched from links, whether new or not.", () => Interlocked.Read(ref _linkBytes)));

        _syncFiles = AddBatches("medianode_volume_sync_files", "Files that one sync made durable.");
        _syncDurations = AddDurations("medianode_volume_sync_duration_seconds", "Time one sync of the volume took.");
        _commitRows = AddBatches("medianode_catalogue_commit_rows", "Rows that one commit of the catalogue carried.");
        _commitDurations = AddDurations("medianode_catalogue_commit_duration_seconds", "Time one commit of the catalogue took.");

        Add(new MetricFamily(
            "medianode_tool_runs_total", "Runs of the tools that look at media or make them fit.", MetricKind.Counter, _tools.ReadCounts));
        Add(new MetricFamily("medianode_tool_seconds_total", "Time that the tools ran.", MetricKind.Counter, _tools.ReadElapsed));
        Add(new MetricFamily("medianode_tool_cpu_seconds_total", "Processor time that the tools took.", MetricKind.Counter, _tools.ReadCpu));
        Add(new MetricFamily("medianode_renditions_total", "Renditions settled, by what came of them.", MetricKind.Counter, _renditions.ReadCounts));
        Add(new MetricFamily("medianode_rendition_seconds_total", "Time that making renditions took.", MetricKind.Counter, _renditions.ReadElapsed));

        Add(new MetricFamily(
            "medianode_inbound_media_total", "Media that users sent, by what became of them.", MetricKind.Counter, _inbound.ReadCounts));
        Add(MetricFamily.Counter("medianode_inbound_bytes_total", "Bytes of media that users sent and that are here.", () => _inbound.Bytes));
        Add(new MetricFamily("callback_requests", "Attempts to tell the receiver of webhooks.", MetricKind.Counter, _callbacks.ReadCounts));
        Add(new MetricFamily("callback_requests_duration_ms_count", "Attempts to tell the receiver of webhooks.", MetricKind.Counter, _callbacks.ReadCounts));
        Add(new MetricFamily("callback_requests_duration_ms_sum", "Milliseconds that they took.", MetricKind.Counter, _callbacks.ReadMilliseconds));

        foreach (var family in ProcessMetrics.Families)
        {
            Add(family);
        }
    }

    /// <summary>Every metric there is now, in a fixed order; gauges that were registered come last.</summary>
    public IReadOnlyList<MetricFamily> Families => _families;

    public void UploadStarted() => Interlocked.Increment(ref _uploadsInFlight);

    public void UploadEnded() => Interlocked.Decrement(ref _uploadsInFlight);

    /// <summary>Counts one upload, with the bytes of its body that were received, kept or not.</summary>
    public void UploadFinished(UploadOutcome outcome, long bytes, TimeSpan took)
    {
        Interlocked.Increment(ref _uploads[(int)outcome]);
        Interlocked.Add(ref _uploadBytes, bytes);
        if (outcome == UploadOutcome.Stored)
        {
            _uploadDurations.Record(took);
        }
    }

    /// <summary>Counts one download, with the bytes of its body that were sent.</summary>
    public void DownloadFinished(DownloadOutcome outcome, long bytes, TimeSpan took)
    {
        Interlocked.Increment(ref _downloads[(int)outcome]);
        Interlocked.Add(ref _downloadBytes, bytes);
        if (outcome is DownloadOutcome.Served or DownloadOutcome.Partial)
        {
            _downloadDurations.Record(took);
        }
    }

    public void MediaDeleted() => Interlocked.Increment(ref _mediaDeleted);

    /// <summary>What a pass over what is stored found, by the name of the finding.</summary>
    public void Found(string finding) => _findings.Record(finding);

    /// <summary>Content in quarantine was refused.</summary>
    /// <param name="what">What it was that was refused, in a word.</param>
    public void Quarantined(string what) => _quarantine.Record(what);

    /// <summary>Bytes that were read to find out whether they are still what they were.</summary>
    public void Scrubbed(long bytes) => _findings.Read(bytes);

    /// <summary>Media that the node forgot by itself.</summary>
    public void MediaForgotten(int count) => Interlocked.Add(ref _mediaForgotten, count);

    public void Login(bool ok) => Interlocked.Increment(ref _logins[ok ? 1 : 0]);

    /// <summary>Counts one fetch of a link, with the bytes of the media that came.</summary>
    public void LinkFetched(LinkResult result, long bytes = 0)
    {
        Interlocked.Increment(ref _links[(int)result]);
        Interlocked.Add(ref _linkBytes, bytes);
    }

    /// <summary>Counts one run of a tool.</summary>
    public void ToolRan(string tool, ToolOutcome outcome, TimeSpan elapsed, TimeSpan cpu) => _tools.Record(tool, outcome, elapsed, cpu);

    /// <summary>Counts one rendition that was settled.</summary>
    /// <param name="kind">The kind's name.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="elapsed">From the claim on, the waiting for a tool included.</param>
    public void RenditionSettled(string kind, RenditionResult result, TimeSpan elapsed) => _renditions.Record(kind, result, elapsed);

    /// <summary>Counts one media of a user that was settled, with its bytes when it is here.</summary>
    public void InboundSettled(string kind, InboundResult result, long bytes) => _inbound.Record(kind, result, bytes);

    /// <summary>Counts one attempt to tell the receiver of webhooks.</summary>
    /// <param name="type">What it told: the name of the array in its body.</param>
    /// <param name="result">What came of it.</param>
    /// <param name="took">Until its end.</param>
    public void CallbackMade(string type, CallbackResult result, TimeSpan took) => _callbacks.Record(type, result, took);

    /// <summary>One sync made <paramref name="files"/> files durable.</summary>
    public void SyncBatch(int files, TimeSpan took)
    {
        _syncFiles.Record(files);
        _syncDurations.Record(took);
    }

    /// <summary>One commit carried <paramref name="rows"/> rows.</summary>
    public void CatalogueBatch(int rows, TimeSpan took)
    {
        _commitRows.Record(rows);
        _commitDurations.Record(took);
    }

    public void RequestStarted() => Interlocked.Increment(ref _requestsInFlight);

    public void RequestEnded() => Interlocked.Decrement(ref _requestsInFlight);

    /// <summary>Counts one request by its route's template, never its path; <see cref="RouteTraffic.Unmatched"/> if it has none.</summary>
    public void Request(string method, string routeTemplate, int status, TimeSpan took) =>
        _routes.Record(method, routeTemplate, status, took);

    /// <summary>Publishes what another room knows.</summary>
    /// <param name="name">Its name. Those of the volume, the catalogue and the database (<c>db_…</c>) are in the database stats.</param>
    /// <param name="help">One sentence for the operator.</param>
    /// <param name="read">Reads it now, from any thread. Not a number, a failed disk or a failed database leaves it out this time.</param>
    /// <exception cref="ArgumentException">The name is taken, or no metric may be called so.</exception>
    public void RegisterGauge(string name, string help, Func<double> read) => Add(MetricFamily.Gauge(name, help, () =>
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DbException)
        {
            // Metrics matter most when something is broken: the others must still be readable.
            return double.NaN;
        }
    }));

    public void Dispose() => _meter.Dispose();

    private Distribution AddDurations(string name, string help)
    {
        var durations = Distribution.OfDurations(_meter.CreateHistogram<double>(name, "s", help));
        Add(new MetricFamily(name, help, MetricKind.Histogram, durations.Read));
        return durations;
    }

    private Distribution AddBatches(string name, string help)
    {
        var batches = Distribution.OfBatches(_meter.CreateHistogram<double>(name, unit: null, help));
        Add(new MetricFamily(name, help, MetricKind.Histogram, batches.Read));
        return batches;
    }

    private void Add(MetricFamily family)
    {
        family.RefuseBadName();
        lock (_registering)
        {
            if (_families.Any(known => known.Name == family.Name))
            {
                throw new ArgumentException($"There is already a metric called {family.Name}.", nameof(family));
            }

            _families = _families.Add(family);
        }

        family.PublishOn(_meter);
    }

    /// <summary>The original's two states: reading a body, and everything else.</summary>
    private IEnumerable<Series> ReadWebRequests()
    {
        var reading = Interlocked.Read(ref _uploadsInFlight);
        var handling = Math.Max(0, Interlocked.Read(ref _requestsInFlight) - reading);
        return
        [
            new Series([new Label("state", "read")], reading),
            new Series([new Label("state", "handle-request")], handling),
        ];
    }
}
