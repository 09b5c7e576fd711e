using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace MediaNode.Telemetry;

/// <summary>Counts requests by method, route and status, in our names and in the original's.</summary>
/// <remarks>
/// Nothing a client sends can add a series without end: methods are a fixed list, statuses are HTTP's, and routes are
/// the node's own templates, with a ceiling should a caller ever pass a path by mistake.
/// </remarks>
internal sealed class RouteTraffic(Histogram<double> instrument)
{
    public const string Unmatched = "unmatched";

    // Several times the routes a node has.
    private const int MostRoutes = 256;

    private static readonly string[] _methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "OTHER"];

    private readonly ConcurrentDictionary<string, RouteSeries>[] _byMethod =
        [.. _methods.Select(_ => new ConcurrentDictionary<string, RouteSeries>(StringComparer.Ordinal))];

    public void Record(string method, string routeTemplate, int status, TimeSpan took)
    {
        var slot = SlotOf(method);
        if (!_byMethod[slot].TryGetValue(routeTemplate, out var series))
        {
            series = AddRoute(slot, routeTemplate);
        }

        series.Record(status, took);
    }

    public IEnumerable<Series> ReadRequests() =>
        from route in Read()
        from cell in route.ReadStatuses()
        select new Series([.. route.Labels, new Label("status", cell.Status)], cell.Count);

    public IEnumerable<Series> ReadDurations() => Read().SelectMany(route => route.ReadDurations());

    public IEnumerable<Series> ReadApiCounts() => ReadApi(cell => cell.Count);

    public IEnumerable<Series> ReadApiMilliseconds() => ReadApi(cell => cell.Took.TotalMilliseconds);

    private static int SlotOf(string method) => method switch
    {
        "GET" => 0,
        "POST" => 1,
        "PUT" => 2,
        "PATCH" => 3,
        "DELETE" => 4,
        "HEAD" => 5,
        "OPTIONS" => 6,
        _ => 7,
    };

    /// <remarks>Apart from <see cref="Record"/>, so that its closure is made for a new route only.</remarks>
    private RouteSeries AddRoute(int slot, string routeTemplate)
    {
        // Counting takes the dictionary's locks, but only for a route that is new.
        var routes = _byMethod[slot];
        var route = routes.Count < MostRoutes ? routeTemplate : Unmatched;
        return routes.GetOrAdd(route, key => new RouteSeries(instrument, _methods[slot], key));
    }

    private IEnumerable<RouteSeries> Read() => _byMethod.SelectMany(routes => routes.Values)
        .OrderBy(route => route.Route, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal);

    /// <summary>The original's view: only its own API, and one series for all routes whose names fall together.</summary>
    private IEnumerable<Series> ReadApi(Func<StatusCount, double> measure) =>
        from route in Read()
        where route.Route.StartsWith("/v1/", StringComparison.Ordinal)
        from cell in route.ReadStatuses()
        group cell by (cell.Status, Method: ApiMethod(route)) into same
        select new Series([new Label("result", same.Key.Status), new Label("method", same.Key.Method)], Math.Floor(same.Sum(measure)));

    /// <summary><c>GET /v1/media/{id}</c> is <c>GET_v1_media</c> there: the words of the path, without what varies.</summary>
    private static string ApiMethod(RouteSeries route) => string.Join('_', route.Route
        .Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Where(segment => !segment.Contains('{', StringComparison.Ordinal))
        .Prepend(route.Method));
}
