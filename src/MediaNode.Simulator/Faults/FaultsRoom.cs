using MediaNode.Simulator.MediaServers;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.Faults;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class FaultsRoom
{
    public static void AddFaults(this IServiceCollection services) => services
        .AddSingleton(new FaultReader([.. MediaHost.All.Select(host => host.Name)]))
        .AddSingleton<FaultPages>()
        .AddSingleton<FaultBook>()
        .AddSingleton<FaultEndpoints>();

    public static void MapFaults(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.ServiceProvider.GetRequiredService<FaultEndpoints>();
        routes.MapJson("GET", "/sim/faults", endpoints.ShowAsync);
        routes.MapJson("PUT", "/sim/faults", endpoints.ReplaceAsync);
        routes.MapJson("DELETE", "/sim/faults", endpoints.ClearAsync);
    }
}
