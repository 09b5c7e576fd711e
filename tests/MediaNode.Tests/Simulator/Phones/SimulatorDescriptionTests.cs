using System.Text.Json;
using System.Text.RegularExpressions;
using MediaNode.Tests.Admin;
using MediaNode.Tests.Simulator.Phones.Outgoing;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Simulator.Phones;

/// <summary>The simulator's own OpenAPI document tells the truth.</summary>
public sealed partial class SimulatorDescriptionTests : IAsyncLifetime
{
    private PhoneBench _bench = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _bench = await PhoneBench.StartAsync();
        _document = await _bench.GetAsync("/sim/openapi.json");
    }

    public async ValueTask DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public void Every_route_of_the_control_is_described_and_every_described_route_is_there()
    {
        var described = OpenApiDocument.Operations(_document).Select(operation => $"{operation.Method} {WithoutNames(operation.Path)}");
        var mapped = _bench.Host.Routes.Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/sim/", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(
                method => $"{method} {WithoutNames(endpoint.RoutePattern.RawText!)}"));

        mapped.Order().ShouldBe(described.Order());
    }

    [Fact]
    public void Every_reference_resolves_and_every_component_is_used()
    {
        var references = OpenApiDocument.ReferencesIn(_document).ToHashSet();
        var components = _document.GetProperty("components").EnumerateObject()
            .SelectMany(kind => kind.Value.EnumerateObject().Select(component => $"#/components/{kind.Name}/{component.Name}"));

        references.Order().ShouldBe(components.Order());
    }

    [Fact]
    public void Every_operation_has_its_own_id_a_summary_and_a_known_tag()
    {
        var operations = OpenApiDocument.Operations(_document).ToList();
        var tags = _document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()).ToHashSet();

        operations.Select(operation => operation.Value.GetProperty("operationId").GetString()).ShouldBeUnique();
        foreach (var operation in operations)
        {
            operation.Value.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(operation.Name);
            operation.Value.GetProperty("tags").EnumerateArray().ShouldAllBe(tag => tags.Contains(tag.GetString()), operation.Name);
        }
    }

    [Fact]
    public void Every_parameter_in_a_path_is_declared()
    {
        foreach (var operation in OpenApiDocument.Operations(_document))
        {
            var declared = operation.Item.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Select(parameter => OpenApiDocument.Resolve(_document, parameter).GetProperty("name").GetString())
                : [];

            Parameter().Matches(operation.Path).Select(match => match.Groups[1].Value).ShouldBe(declared, operation.Name);
        }
    }

    [Fact]
    public void Every_answer_has_an_example_that_has_what_its_schema_requires()
    {
        var answers =
            from operation in OpenApiDocument.Operations(_document)
            from response in operation.Value.GetProperty("responses").EnumerateObject()
            let resolved = OpenApiDocument.Resolve(_document, response.Value)
            where operation.Path != "/sim/openapi.json" && resolved.GetProperty("content").TryGetProperty("application/json", out _)
            select (Name: $"{operation.Name} {response.Name}", Content: resolved.GetProperty("content").GetProperty("application/json"));

        foreach (var (name, content) in answers)
        {
            var schema = OpenApiDocument.Resolve(_document, content.GetProperty("schema"));
            var required = schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(item => item.GetString()!) : [];
            var shown = content.GetProperty("example").EnumerateObject().Select(member => member.Name).ToHashSet();

            required.Except(shown).ShouldBeEmpty(name);
            shown.Except(schema.TryGetProperty("properties", out var known) ? known.EnumerateObject().Select(member => member.Name) : []).ShouldBeEmpty(name);
        }
    }

    [Fact]
    public async Task A_phone_and_its_messages_have_what_their_schemas_require_and_nothing_else()
    {
        await _bench.SendAsync(PhoneBench.Picture("m1", _bench.Media.Seal([1, 2, 3]), caption: "hello"), PhoneBench.Text("m2", "hi"));
        var picture = await _bench.MessageAsync("m1");

        ShouldFit(await _bench.GetAsync($"/sim/phones/{PhoneBench.Ada}"), "Phone");
        ShouldFit(picture, "Message");
        ShouldFit(picture.GetProperty("media"), "Media");
        ShouldFit(await _bench.MessageAsync("m2"), "Message");
        ShouldFit((await _bench.GetAsync($"/sim/phones/{PhoneBench.Ada}/chat")).GetProperty("items")[2], "ChatBubble");
    }

    [Fact]
    public async Task What_a_phone_has_sent_has_what_its_schemas_require_and_nothing_else()
    {
        using var sent = await _bench.TrySendMediaAsync("type=video&caption=look", [1, 2, 3]);
        var answer = await sent.JsonAsync();

        ShouldFit(answer, "Sent");
        ShouldFit(answer.GetProperty("media"), "SentMedia");
        var message = await _bench.MessageAsync(answer.GetProperty("id").GetString()!);
        ShouldFit(message, "Message");
        ShouldFit(message.GetProperty("media"), "Media");
    }

    [Fact]
    public void Every_operation_tells_of_strange_pages_and_every_one_that_changes_something_of_a_full_disk()
    {
        foreach (var operation in OpenApiDocument.Operations(_document))
        {
            var answers = operation.Value.GetProperty("responses");

            answers.TryGetProperty("403", out _).ShouldBeTrue(operation.Name);
            answers.TryGetProperty("503", out _).ShouldBe(operation.Path != "/sim/openapi.json" && operation.Name != "GET /sim/clock", operation.Name);
        }
    }

    private static string WithoutNames(string template) => Parameter().Replace(template, "{}");

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();

    private void ShouldFit(JsonElement value, string schema)
    {
        var described = _document.GetProperty("components").GetProperty("schemas").GetProperty(schema);
        var members = value.EnumerateObject().Select(member => member.Name).ToList();

        described.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).Except(members).ShouldBeEmpty(schema);
        members.Except(described.GetProperty("properties").EnumerateObject().Select(member => member.Name)).ShouldBeEmpty(schema);
    }
}
