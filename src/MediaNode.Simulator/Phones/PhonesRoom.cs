using MediaNode.Simulator.Phones.Chat;
using MediaNode.Simulator.Phones.Downloads;
using MediaNode.Simulator.Phones.Events;
using MediaNode.Simulator.Phones.Messages;
using MediaNode.Simulator.Phones.Outgoing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.Phones;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class PhonesRoom
{
    public static void AddPhones(this IServiceCollection services)
    {
        services.AddSingleton<Bells>();
        services.AddSingleton<Intake>();
        services.AddSingleton<ContentFiles>();
        services.AddSingleton<Fetcher>();
        services.AddSingleton<Download>();
        services.AddSingleton<PhoneEndpoints>();
        services.AddSingleton<Lodging>();
        services.AddSingleton<MediaSender>();
        services.AddSingleton<SendEndpoint>();
        services.AddSingleton<MessageEndpoints>();
        services.AddSingleton<DownloadEndpoints>();
        services.AddSingleton<ChatEndpoints>();
        services.AddHostedService<Postman>();
        services.AddHostedService<Crew>();
        services.AddHostedService<Resender>();
    }

    public static void MapPhones(this IEndpointRouteBuilder routes)
    {
        routes.ServiceProvider.GetRequiredService<PhoneEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<MessageEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<SendEndpoint>().Map(routes);
        routes.ServiceProvider.GetRequiredService<DownloadEndpoints>().Map(routes);
        routes.ServiceProvider.GetRequiredService<ChatEndpoints>().Map(routes);
    }
}
