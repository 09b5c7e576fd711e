using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.Clock;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class ClockRoom
{
    public static void AddClock(this IServiceCollection services) => _ = services;

    public static void MapClock(this IEndpointRouteBuilder routes) => _ = routes;
}
