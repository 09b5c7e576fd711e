using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.Line;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class LineRoom
{
    public static void AddLine(this IServiceCollection services)
    {
        services.AddSingleton<MessagesEndpoint>();
        services.AddSingleton<EventsEndpoint>();
        services.AddSingleton<RedeliveriesEndpoint>();
        services.AddSingleton<MediaRetriesEndpoint>();
        services.AddSingleton<ReadEndpoint>();
    }

    public static void MapLine(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<MessagesEndpoint>().Map(routes);
        routes.ServiceProvider.GetRequiredService<EventsEndpoint>().Map(routes);
        routes.ServiceProvider.GetRequiredService<RedeliveriesEndpoint>().Map(routes);
        routes.ServiceProvider.GetRequiredService<MediaRetriesEndpoint>().Map(routes);
        routes.ServiceProvider.GetRequiredService<ReadEndpoint>().Map(routes);
        ContactsEndpoint.Map(routes);
    }
}
