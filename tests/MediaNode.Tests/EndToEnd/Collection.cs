using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Shouldly;

namespace MediaNode.Tests.EndToEnd;

/// <summary>The collection of requests in <c>tests/newman</c>, run by newman, which <c>./test</c> installs.</summary>
internal static partial class Collection
{
    private static string Newman => Repository.File("tests", "newman", "node_modules", ".bin", "newman");

    /// <summary>Methods and routes under <c>/v1</c>, as the node maps them: <c>GET /v1/media/{id}</c>.</summary>
    public static IReadOnlyList<string> RoutesOf(EndpointDataSource endpoints) =>
    [
        .. from endpoint in endpoints.Endpoints.OfType<RouteEndpoint>()
           where endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
           select $"{method} {endpoint.RoutePattern.RawText}",
    ];

    /// <param name="folder">Takes newman's report, and holds the files that are uploaded.</param>
    /// <param name="variables">Of the environment.</param>
    /// <returns>Methods and paths that were asked, and what newman says failed.</returns>
    public static async Task<(IReadOnlyList<string> Asked, IReadOnlyList<string> Failures)> RunAsync(
        string folder, params (string Name, string Value)[] variables)
    {
        File.Exists(Newman).ShouldBeTrue("newman is not installed. ./test installs it where npm is there; by hand: (cd tests/newman && npm ci)");
        var report = Path.Combine(folder, "report.json");
        var start = new ProcessStartInfo(Newman) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "run", Repository.File("tests", "newman", "collection.json"), "--environment", Repository.File("tests", "newman", "environment.json"), "--working-dir", folder,
            "--reporters", "json", "--reporter-json-export", report, "--timeout-request", "60000",
            .. variables.SelectMany(variable => (string[])["--env-var", $"{variable.Name}={variable.Value}"]),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var newman = Process.Start(start)!;
        var (output, errors) = (newman.StandardOutput.ReadToEndAsync(), newman.StandardError.ReadToEndAsync());
        await newman.WaitForExitAsync();
        File.Exists(report).ShouldBeTrue($"newman ended with {newman.ExitCode} and no report: {await output}{await errors}");
        using var read = JsonDocument.Parse(await File.ReadAllBytesAsync(report));
        return Read(read.RootElement.GetProperty("run"));
    }

    /// <summary>Whether a request reached a route: <c>GET /v1/media/0c9d…</c> reaches <c>GET /v1/media/{id}</c>, and not <c>…/download</c>.</summary>
    public static bool Reaches(string asked, string route) => Regex.IsMatch(asked, $"^{AnyParameter().Replace(Regex.Escape(route), "[^/]+")}$");

    private static (IReadOnlyList<string> Asked, IReadOnlyList<string> Failures) Read(JsonElement run)
    {
        var executions = run.GetProperty("executions").EnumerateArray().ToList();
        var failures = run.GetProperty("failures").EnumerateArray().Select(failure =>
            $"{(failure.TryGetProperty("source", out var source) ? source.GetProperty("name") : default)}: {failure.GetProperty("error").GetProperty("message")}");
        // A request that nothing is said about proves nothing.
        var silent = executions.Where(one => !one.TryGetProperty("assertions", out var assertions) || assertions.GetArrayLength() == 0)
            .Select(one => $"{one.GetProperty("item").GetProperty("name")}: no assertion");
        return ([.. executions.Select(one => Asked(one.GetProperty("request")))], [.. failures, .. silent]);
    }

    private static string Asked(JsonElement request) =>
        $"{request.GetProperty("method")} /{string.Join('/', request.GetProperty("url").GetProperty("path").EnumerateArray().Where(part => part.GetString() is not ""))}";

    // As Regex.Escape leaves it: only the opening brace is one of its own.
    [GeneratedRegex(@"\\\{[^}]*\}")]
    private static partial Regex AnyParameter();
}
