using System.Buffers;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace MediaNode.Telemetry;

/// <summary>Serves the metrics, as JSON or as Prometheus text.</summary>
internal static class MetricsEndpoints
{
    /// <returns>The group, for who may read the metrics to be decided in one place.</returns>
    public static RouteGroupBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("");

        // Both addresses are in use among clients of the original.
        group.MapGet("/metrics", Metrics);
        group.MapGet("/v1/metrics", Metrics);
        group.MapGet("/v1/stats/app", AppStats);
        group.MapGet("/v1/stats/app/internal", AppStats);
        group.MapGet("/v1/stats/db", DbStats);
        group.MapGet("/v1/stats/db/internal", DbStats);
        return group;
    }

    private static FileContentHttpResult Metrics(HttpContext context, NodeMetrics metrics) =>
        Answer(context, metrics.Families, (output, families) => MetricsJson.WriteMetrics(output, families, Environment.MachineName));

    private static FileContentHttpResult AppStats(HttpContext context, NodeMetrics metrics) =>
        Stats(context, "app", metrics.Families.Where(family => !family.IsStorage));

    private static FileContentHttpResult DbStats(HttpContext context, NodeMetrics metrics) =>
        Stats(context, "db", metrics.Families.Where(family => family.IsStorage));

    private static FileContentHttpResult Stats(HttpContext context, string part, IEnumerable<MetricFamily> families) =>
        Answer(context, families, (output, families) => MetricsJson.WriteStats(output, part, families));

    private static FileContentHttpResult Answer(
        HttpContext context, IEnumerable<MetricFamily> families, Action<IBufferWriter<byte>, IEnumerable<MetricFamily>> writeJson)
    {
        var output = new ArrayBufferWriter<byte>(16 * 1024);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = HeaderNames.Accept;
        if (WantsText(context.Request))
        {
            PrometheusText.Write(output, families, Environment.MachineName);
            return TypedResults.Bytes(output.WrittenMemory, PrometheusText.ContentType);
        }

        writeJson(output, families);
        return TypedResults.Bytes(output.WrittenMemory, "application/json");
    }

    /// <summary>Text for those who say so and for scrapers; JSON for all others, as in the original.</summary>
    private static bool WantsText(HttpRequest request)
    {
        if (request.Query.TryGetValue("format", out var format))
        {
            return string.Equals(format, "prometheus", StringComparison.OrdinalIgnoreCase);
        }

        // Common HTTP clients list text/plain beside application/json without meaning it: text must be wanted more than JSON.
        var accept = request.GetTypedHeaders().Accept;
        var text = Math.Max(QualityOf(accept, "text/plain"), QualityOf(accept, "application/openmetrics-text"));
        return text > QualityOf(accept, "application/json");
    }

    private static double QualityOf(IList<MediaTypeHeaderValue> accept, string mediaType) => accept
        .Where(entry => entry.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
        .Select(entry => entry.Quality ?? 1)
        .DefaultIfEmpty(0)
        .Max();
}
