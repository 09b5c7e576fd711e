using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.Clock;

/// <summary>What the room adds to the simulator: its routes. The clock itself is there before anything else.</summary>
internal static class ClockRoom
{
    public static void MapClock(this IEndpointRouteBuilder routes)
    {
        var endpoints = new ClockEndpoints(routes.ServiceProvider.GetRequiredService<TurnableClock>());
        routes.MapJson("GET", "/sim/clock", endpoints.ShowAsync);
        routes.MapJson("POST", "/sim/clock", endpoints.TurnAsync);
    }
}
