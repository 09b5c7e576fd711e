using System.Diagnostics.Metrics;
using MediaNode.Telemetry;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Telemetry;

public sealed class MeterTests : IDisposable
{
    private readonly NodeMetrics _metrics = new(new FakeTimeProvider());
    private readonly MeterListener _listener = new();
    private readonly List<string> _heard = [];

    public MeterTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "MediaNode" && ReferenceEquals(instrument.Meter.Scope, _metrics))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            _heard.Add($"{instrument.Name}{string.Concat(tags.ToArray().Select(tag => $" {tag.Key}={tag.Value}"))} {value}"));
        _listener.Start();
    }

    [Fact]
    public void A_listener_reads_the_same_counters_and_gauges()
    {
        _metrics.UploadFinished(UploadOutcome.TooLarge, 25, TimeSpan.FromSeconds(1));
        _metrics.RegisterGauge("medianode_volume_free_bytes", "Free.", () => 9);

        _listener.RecordObservableInstruments();

        _heard.ShouldContain("medianode_uploads_total result=too_large 1");
        _heard.ShouldContain("medianode_uploads_total result=stored 0");
        _heard.ShouldContain("medianode_upload_bytes_total 25");
        _heard.ShouldContain("medianode_volume_free_bytes 9");
    }

    [Fact]
    public void A_listener_hears_each_duration()
    {
        _metrics.Request("GET", "/v1/media/{id}", 200, TimeSpan.FromMilliseconds(250));

        _heard.ShouldBe(["medianode_request_duration_seconds method=GET route=/v1/media/{id} 0.25"]);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _metrics.Dispose();
    }
}
