using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.MediaServers;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class MediaServersRoom
{
    public static void AddMediaServers(this IServiceCollection services) => _ = services;

    public static void MapMediaServers(this IEndpointRouteBuilder routes) => _ = routes;
}
