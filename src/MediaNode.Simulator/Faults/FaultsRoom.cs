using MediaNode.Simulator.MediaServers;
using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Builder;
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
        routes.MapGet("/sim/faults", endpoints.ShowAsync);
        routes.MapPut("/sim/faults", Refusable.Of(endpoints.ReplaceAsync));
        routes.MapDelete("/sim/faults", endpoints.ClearAsync);
    }
}
