using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.Faults;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class FaultsRoom
{
    public static void AddFaults(this IServiceCollection services) => services.AddSingleton<FaultBook>();

    public static void MapFaults(this IEndpointRouteBuilder routes) => _ = routes;
}
