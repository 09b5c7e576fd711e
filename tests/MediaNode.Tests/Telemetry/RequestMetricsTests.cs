using MediaNode.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Telemetry;

public sealed class RequestMetricsTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly NodeMetrics _metrics;
    private readonly DefaultHttpContext _context = new();

    public RequestMetricsTests()
    {
        _metrics = new NodeMetrics(_clock);
        _context.Request.Method = "GET";
    }

    [Fact]
    public async Task A_request_is_measured_by_the_template_of_its_route()
    {
        _context.Request.Path = "/v1/media/4b0c5a4e";
        await Run("/v1/media/{id}", context =>
        {
            _metrics.Lines("medianode_requests_in_flight").ShouldBe(["medianode_requests_in_flight 1"]);
            _clock.Advance(TimeSpan.FromMilliseconds(30));
            context.Response.StatusCode = 206;
            return Task.CompletedTask;
        });

        _metrics.Lines("medianode_requests_total").ShouldBe(
            ["medianode_requests_total{method=\"GET\",route=\"/v1/media/{id}\",status=\"206\"} 1"]);
        _metrics.Lines("medianode_request_duration_seconds_sum").ShouldBe(
            ["medianode_request_duration_seconds_sum{method=\"GET\",route=\"/v1/media/{id}\"} 0.03"]);
        _metrics.Lines("medianode_requests_in_flight").ShouldBe(["medianode_requests_in_flight 0"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{*path}")]
    [InlineData("/{**path}")]
    public async Task What_no_route_of_ours_answered_is_unmatched(string? template)
    {
        await Run(template, context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });

        _metrics.Lines("medianode_requests_total").ShouldBe(
            ["medianode_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 1"]);
    }

    [Fact]
    public async Task An_exception_counts_as_our_failure_and_goes_on()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => Run("/v1/media", _ => throw new InvalidOperationException()));

        _metrics.Lines("medianode_requests_total").ShouldBe(
            ["medianode_requests_total{method=\"GET\",route=\"/v1/media\",status=\"500\"} 1"]);
        _metrics.Lines("medianode_requests_in_flight").ShouldBe(["medianode_requests_in_flight 0"]);
    }

    [Fact]
    public async Task A_client_that_left_is_not_counted_as_our_failure()
    {
        _context.RequestAborted = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => Run("/v1/media", _ => throw new OperationCanceledException()));

        _metrics.Lines("medianode_requests_total").ShouldBe(
            ["medianode_requests_total{method=\"GET\",route=\"/v1/media\",status=\"499\"} 1"]);
    }

    public void Dispose() => _metrics.Dispose();

    private Task Run(string? template, RequestDelegate answer)
    {
        if (template is not null)
        {
            var pattern = RoutePatternFactory.Parse(template);
            _context.SetEndpoint(new RouteEndpoint(answer, pattern, 0, EndpointMetadataCollection.Empty, template));
        }

        return new RequestMetrics(answer, _metrics, _clock).InvokeAsync(_context);
    }
}
