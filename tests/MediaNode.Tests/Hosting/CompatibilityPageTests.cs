using System.Text.RegularExpressions;
using MediaNode.Tests.EndToEnd;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public sealed partial class CompatibilityPageTests(SharedNode shared) : IClassFixture<SharedNode>
{
    private static readonly string[] _rows = [.. File.ReadLines(Repository.File("docs", "compatibility.md")).Where(line => line.StartsWith('|'))];

    [Fact]
    public void Every_endpoint_has_its_row()
    {
        var routes = Collection.RoutesOf(shared.Node.Part<EndpointDataSource>());

        routes.ShouldNotBeEmpty();
        routes.Where(route => !_rows.Any(row => Tells(row, route.Split(' ')[0], route.Split(' ')[1]))).ShouldBeEmpty("docs/compatibility.md has a row for each");
    }

    /// <summary>Whether a row names the path, and the method unless it names none.</summary>
    private static bool Tells(string row, string method, string path) =>
        Path().Matches(row).Any(found => WithoutNames(found.Value) == WithoutNames(path)) && (!Method().IsMatch(row) || Method().Matches(row).Any(found => found.Value == method));

    private static string WithoutNames(string path) => Parameter().Replace(path, "{}");

    [GeneratedRegex("/v1/[^ `?]+")]
    private static partial Regex Path();

    [GeneratedRegex(@"\b(GET|HEAD|POST|PUT|PATCH|DELETE)\b")]
    private static partial Regex Method();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
