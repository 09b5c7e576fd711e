using MediaNode.Tests.Admin;
using Microsoft.AspNetCore.Routing;
using Shouldly;
using Xunit;

namespace MediaNode.Tests.Hosting;

public class DescriptionTests(SharedNode shared) : IClassFixture<SharedNode>
{
    [Fact]
    public void The_routes_of_the_node_are_those_of_its_description() =>
        OpenApiDocumentTests.Differences(shared.Node.Part<EndpointDataSource>()).ShouldBeEmpty();
}
