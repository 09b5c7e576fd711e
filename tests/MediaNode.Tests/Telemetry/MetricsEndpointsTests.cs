using System.Text.Json;
using MediaNode.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Telemetry;

public sealed class MetricsEndpointsTests : IAsyncLifetime
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";

    private readonly HttpClient _client = new();
    private WebApplication? _app;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<NodeMetrics>();
        _app = builder.Build();
        _app.UseMiddleware<RequestMetrics>();
        _app.MapMetrics();
        var metrics = _app.Services.GetRequiredService<NodeMetrics>();
        metrics.RegisterGauge("medianode_volume_free_bytes", "Free bytes.", () => 4096);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/v1/metrics")]
    [InlineData("/v1/metrics/")]
    public async Task Metrics_are_json_unless_asked_otherwise(string path)
    {
        var metrics = (await GetJson(path)).GetProperty("metrics");

        var uptime = metrics.GetProperty("web_uptime");
        uptime.GetProperty("type").GetString().ShouldBe("gauge");
        uptime.GetProperty("data")[0].GetProperty("labels").GetProperty("node").GetString().ShouldBe(Environment.MachineName);
        metrics.GetProperty("web_requests").GetProperty("data").GetArrayLength().ShouldBe(2);
        metrics.GetProperty("medianode_volume_free_bytes").GetProperty("data")[0].GetProperty("value").GetInt64().ShouldBe(4096);
    }

    [Theory]
    [InlineData("?format=prometheus", "application/json", true)]
    [InlineData("?format=json", "text/plain", false)]
    [InlineData("", "text/plain", true)]
    [InlineData("", "application/json, text/plain, */*", false)]
    [InlineData("", "application/json;q=0.1, text/plain;q=0.5", true)]
    [InlineData("", "*/*", false)]
    [InlineData("", "nonsense;;;", false)]
    [InlineData("", "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", true)]
    public async Task The_format_or_else_the_accept_header_decides(string query, string accept, bool text)
    {
        string[] paths = ["/metrics", "/v1/metrics", "/v1/stats/app", "/v1/stats/app/internal", "/v1/stats/db", "/v1/stats/db/internal"];
        foreach (var path in paths)
        {
            using var response = await Get(path + query, accept);

            response.EnsureSuccessStatusCode();
            response.Content.Headers.ContentType!.ToString().ShouldBe(text ? Text : "application/json", path);
        }
    }

    [Theory]
    [InlineData("/v1/stats/app")]
    [InlineData("/v1/stats/app/internal")]
    public async Task App_stats_are_about_the_process_and_its_requests(string path)
    {
        var stats = (await GetJson(path)).GetProperty("stats").GetProperty("app");

        stats.TryGetProperty("process_resident_memory_bytes", out _).ShouldBeTrue();
        stats.TryGetProperty("medianode_uploads_total", out _).ShouldBeTrue();
        stats.EnumerateObject().ShouldNotContain(metric => metric.Name.StartsWith("medianode_volume_"));
    }

    [Theory]
    [InlineData("/v1/stats/db")]
    [InlineData("/v1/stats/db/internal")]
    public async Task Db_stats_are_about_the_catalogue_and_the_volume(string path)
    {
        var stats = (await GetJson(path)).GetProperty("stats").GetProperty("db");

        stats.EnumerateObject().Select(metric => metric.Name).ShouldContain("medianode_volume_free_bytes");
        stats.EnumerateObject().ShouldAllBe(metric =>
            metric.Name.StartsWith("medianode_volume_") || metric.Name.StartsWith("medianode_catalogue_"));
    }

    [Fact]
    public async Task Requests_are_measured_by_their_route_and_strangers_together()
    {
        (await Get("/v1/stats/db", "*/*")).Dispose();
        (await Get("/wp-login.php", "*/*")).Dispose();
        (await Get("/.env", "*/*")).Dispose();

        using var response = await Get("/metrics?format=prometheus", "*/*");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        text.ShouldContain("medianode_requests_total{method=\"GET\",route=\"/v1/stats/db\",status=\"200\"} 1\n");
        text.ShouldContain("medianode_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 2\n");
        text.ShouldContain($"web_requests{{node=\"{Environment.MachineName}\",state=\"handle-request\"}} 1\n");
        text.ShouldNotContain("wp-login");
    }

    private async Task<JsonElement> GetJson(string path)
    {
        using var response = await Get(path, "*/*");
        response.EnsureSuccessStatusCode();
        var root = Exposition.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        root.GetProperty("meta").GetProperty("version").GetString().ShouldBe("v2.49.1");
        return root;
    }

    private Task<HttpResponseMessage> Get(string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
