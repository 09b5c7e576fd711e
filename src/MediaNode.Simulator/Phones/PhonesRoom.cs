using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.Phones;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class PhonesRoom
{
    public static void AddPhones(this IServiceCollection services) => _ = services;

    public static void MapPhones(this IEndpointRouteBuilder routes) => _ = routes;
}
