using MediaNode.Telemetry;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Telemetry;

public sealed class RouteTrafficTests : IDisposable
{
    private static readonly TimeSpan _took = TimeSpan.FromMilliseconds(7.9);

    private readonly NodeMetrics _metrics = new(new FakeTimeProvider());

    [Fact]
    public void Requests_are_counted_by_method_route_and_status()
    {
        _metrics.Request("POST", "/v1/media", 201, _took);
        _metrics.Request("POST", "/v1/media", 413, _took);
        _metrics.Request("POST", "/v1/media", 201, _took);
        _metrics.Request("GET", "/healthz", 200, _took);

        _metrics.Lines("medianode_requests_total").ShouldBe(
        [
            "medianode_requests_total{method=\"GET\",route=\"/healthz\",status=\"200\"} 1",
            "medianode_requests_total{method=\"POST\",route=\"/v1/media\",status=\"201\"} 2",
            "medianode_requests_total{method=\"POST\",route=\"/v1/media\",status=\"413\"} 1",
        ]);
        _metrics.Lines("medianode_request_duration_seconds_count").ShouldBe(
        [
            "medianode_request_duration_seconds_count{method=\"GET\",route=\"/healthz\"} 1",
            "medianode_request_duration_seconds_count{method=\"POST\",route=\"/v1/media\"} 3",
        ]);
    }

    [Fact]
    public void The_originals_names_cover_its_own_api_with_the_words_of_the_path()
    {
        _metrics.Request("POST", "/v1/settings/backup", 200, _took);
        _metrics.Request("GET", "/healthz", 200, _took);

        _metrics.Lines("api_requests_duration_ms_count").ShouldBe(
            ["api_requests_duration_ms_count{node=\"node-1\",result=\"200\",method=\"POST_v1_settings_backup\"} 1"]);
        _metrics.Lines("api_requests_duration_ms_sum").ShouldBe(
            ["api_requests_duration_ms_sum{node=\"node-1\",result=\"200\",method=\"POST_v1_settings_backup\"} 7"]);
    }

    [Fact]
    public void Routes_that_share_the_originals_name_share_one_series()
    {
        _metrics.Request("GET", "/v1/users", 200, _took);
        _metrics.Request("GET", "/v1/users/{name}", 200, _took);
        _metrics.Request("GET", "/v1/users/{name}", 404, _took);

        _metrics.Lines("api_requests_duration_ms_sum").ShouldBe(
        [
            "api_requests_duration_ms_sum{node=\"node-1\",result=\"200\",method=\"GET_v1_users\"} 15",
            "api_requests_duration_ms_sum{node=\"node-1\",result=\"404\",method=\"GET_v1_users\"} 7",
        ]);
    }

    [Fact]
    public void A_flood_of_invented_methods_statuses_and_paths_stays_bounded()
    {
        for (var turn = 0; turn < 5_000; turn++)
        {
            _metrics.Request($"METHOD{turn}", $"/path/{turn}", turn, _took);
        }

        var lines = _metrics.Lines("medianode_requests_total");
        lines.ShouldAllBe(line => line.Contains("method=\"OTHER\"", StringComparison.Ordinal));
        _metrics.Lines("medianode_request_duration_seconds_count").Length.ShouldBeLessThanOrEqualTo(257);
        lines.ShouldContain(line => line.Contains("route=\"unmatched\",status=\"other\"", StringComparison.Ordinal));
        lines.Length.ShouldBeLessThan(1_000);
        lines.Sum(line => int.Parse(line[line.LastIndexOf(' ')..], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(5_000);
    }

    public void Dispose() => _metrics.Dispose();
}
