using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.Line;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class LineRoom
{
    public static void AddLine(this IServiceCollection services) => _ = services;

    public static void MapLine(this IEndpointRouteBuilder routes) => _ = routes;
}
