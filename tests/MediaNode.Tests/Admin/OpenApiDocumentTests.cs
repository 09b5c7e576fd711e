using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Admin;

public sealed partial class OpenApiDocumentTests
{
    private static readonly JsonElement _document = OpenApiDocument.Read();

    [Fact]
    public void Every_reference_resolves()
    {
        var references = OpenApiDocument.ReferencesIn(_document).ToList();

        references.ShouldNotBeEmpty();
        references.Where(reference => OpenApiDocument.Find(_document, reference) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Every_component_is_used()
    {
        var used = OpenApiDocument.ReferencesIn(_document).ToHashSet();
        var components = _document.GetProperty("components").EnumerateObject()
            .Where(kind => kind.Name != "securitySchemes")
            .SelectMany(kind => kind.Value.EnumerateObject().Select(component => $"#/components/{kind.Name}/{component.Name}"));

        components.Except(used).ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_has_its_own_id_and_a_summary()
    {
        var operations = OpenApiDocument.Operations(_document).ToList();

        operations.Select(operation => operation.Value.GetProperty("operationId").GetString()).ShouldBeUnique();
        operations.Where(operation => string.IsNullOrWhiteSpace(operation.Value.GetProperty("summary").GetString())).ShouldBeEmpty();
    }

    [Fact]
    public void Every_operation_has_a_known_tag_and_known_security()
    {
        var tags = _document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ToHashSet();
        var schemes = _document.GetProperty("components").GetProperty("securitySchemes");

        foreach (var operation in OpenApiDocument.Operations(_document))
        {
            operation.Value.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldAllBe(tag => tags.Contains(tag));
            SecurityOf(operation).Where(scheme => !schemes.TryGetProperty(scheme, out _)).ShouldBeEmpty(operation.Name);
        }
    }

    [Fact]
    public void Every_answer_is_described()
    {
        foreach (var operation in OpenApiDocument.Operations(_document))
        {
            foreach (var response in operation.Value.GetProperty("responses").EnumerateObject())
            {
                var description = OpenApiDocument.Resolve(_document, response.Value).GetProperty("description").GetString();
                description.ShouldNotBeNullOrWhiteSpace($"{operation.Name} {response.Name}");
            }
        }
    }

    [Fact]
    public void Every_operation_describes_the_refusals_that_its_shape_implies()
    {
        // What is refused whatever it is asked refuses nothing else.
        foreach (var operation in OpenApiDocument.Operations(_document).Where(operation => !IsRefusedAlways(operation)))
        {
            string?[] implied =
            [
                SecurityOf(operation).Any() ? "401" : null,
                operation.Path.Contains('{') ? "404" : null,
                operation.Value.TryGetProperty("requestBody", out _) ? "400" : null,
            ];
            var described = operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name);

            implied.OfType<string>().Except(described).ShouldBeEmpty(operation.Name);
        }
    }

    [Fact]
    public void Every_parameter_in_a_path_is_declared()
    {
        foreach (var operation in OpenApiDocument.Operations(_document))
        {
            var declared = new[] { operation.Value, operation.Item }
                .Where(place => place.TryGetProperty("parameters", out _))
                .SelectMany(place => place.GetProperty("parameters").EnumerateArray())
                .Select(parameter => OpenApiDocument.Resolve(_document, parameter))
                .Where(parameter => parameter.GetProperty("in").GetString() == "path")
                .Select(parameter => parameter.GetProperty("name").GetString());

            PathParameter().Matches(operation.Path).Select(match => match.Groups[1].Value).ShouldBe(declared, operation.Name);
        }
    }

    [Fact]
    public void A_code_has_one_title_wherever_it_is_shown()
    {
        var shown = OpenApiDocument.ObjectsIn(_document)
            .Where(value => value.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number)
            .Select(value => (Code: value.GetProperty("code").GetInt32(), Title: value.GetProperty("title").GetString()))
            .Distinct()
            .ToList();

        shown.ShouldNotBeEmpty();
        shown.Select(error => error.Code).ShouldBeUnique();
    }

    [Fact]
    public void A_refusal_under_v1_is_the_envelope_and_under_api_a_problem()
    {
        foreach (var operation in OpenApiDocument.Operations(_document))
        {
            var expected = operation.Path.StartsWith("/api/", StringComparison.Ordinal) ? "application/problem+json"
                : operation.Path.StartsWith("/v1/", StringComparison.Ordinal) ? "application/json"
                : null;
            var types = operation.Value.GetProperty("responses").EnumerateObject()
                .Where(response => response.Name[0] is '4' or '5')
                .Select(response => OpenApiDocument.Resolve(_document, response.Value))
                .Where(response => response.TryGetProperty("content", out _))
                .SelectMany(response => response.GetProperty("content").EnumerateObject().Select(content => content.Name));

            if (expected is not null)
            {
                types.ShouldAllBe(type => type == expected, operation.Name);
            }
        }
    }

    [Fact]
    public void The_version_is_that_of_the_build()
    {
        var build = typeof(MediaNode.Admin.DocsEndpoints).Assembly.GetName().Version!;

        _document.GetProperty("info").GetProperty("version").GetString().ShouldBe(build.ToString(3));
    }

    [Fact]
    public async Task A_route_that_is_mapped_but_not_described_is_found()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapPut("/v1/media/{id:guid}/", () => "");

        Differences(app).ShouldContain("PUT /v1/media/{} is mapped but not described");
    }

    [Fact]
    public async Task A_route_that_is_described_but_not_mapped_is_found()
    {
        await using var app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/v1/media/{name}", () => "");

        var differences = Differences(app);

        differences.ShouldContain("DELETE /v1/media/{} is described but not mapped");
        differences.ShouldNotContain("GET /v1/media/{} is described but not mapped");
    }

    /// <summary>Compares the routes of an application with the document, both ways.</summary>
    /// <remarks>
    /// An endpoint with <c>ExcludeFromDescription()</c> is left out: fallbacks and the parts of a page.
    /// HEAD beside GET need not be described. Constraints and names of parameters and trailing slashes do not count.
    /// An endpoint that names no method stands for ANY.
    /// </remarks>
    /// <returns>One sentence for each difference; none when the document tells the truth.</returns>
    public static IReadOnlyList<string> Differences(EndpointDataSource endpoints)
    {
        var described = OpenApiDocument.Operations(_document)
            .Select(operation => $"{operation.Method} {WithoutNames(operation.Path)}")
            .ToHashSet();
        var mapped = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription != true)
            .SelectMany(endpoint => MethodsOf(endpoint).Select(method => $"{method} {WithoutNames(endpoint.RoutePattern.RawText!)}"))
            .ToHashSet();
        var implied = described
            .Where(route => route.StartsWith("GET ", StringComparison.Ordinal))
            .Select(route => $"HEAD {route[4..]}");

        return
        [
            .. mapped.Except(described).Except(implied).Order().Select(route => $"{route} is mapped but not described"),
            .. described.Except(mapped).Order().Select(route => $"{route} is described but not mapped"),
        ];
    }

    private static IReadOnlyList<string> Differences(WebApplication app)
    {
        using var endpoints = new CompositeEndpointDataSource(((IEndpointRouteBuilder)app).DataSources);
        return Differences(endpoints);
    }

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["ANY"];

    private static string WithoutNames(string template) => $"/{AnyParameter().Replace(template, "{}").Trim('/')}";

    private static bool IsRefusedAlways(OpenApiDocument.Operation operation)
    {
        var statuses = operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToList();
        return statuses.Contains("501") && !statuses.Exists(status => status[0] == '2');
    }

    private static IEnumerable<string> SecurityOf(OpenApiDocument.Operation operation)
    {
        var security = operation.Value.TryGetProperty("security", out var own) ? own : _document.GetProperty("security");
        return security.EnumerateArray().SelectMany(choice => choice.EnumerateObject().Select(scheme => scheme.Name));
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex AnyParameter();
}
