using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Inbound;

/// <summary>What the room adds to the node: its parts and its routes.</summary>
internal static class InboundRoom
{
    public static void AddInbound(this IServiceCollection services, InboundOptions options)
    {
        services.AddSingleton(Options.Create(options));
        services.AddSingleton<InboundCatalog>();
        services.AddSingleton<InboundList>();
        services.AddSingleton<InboundBell>();
        services.AddSingleton<Announcements>();
        services.AddSingleton<RoomWaits<string>>();
        services.AddSingleton<Fetching>();
        services.AddSingleton<Asking>();
        services.AddSingleton<Settling>();
        services.AddSingleton<Forgetting>();
        services.AddSingleton<IStage, InboundStage>();
    }

    public static void MapInbound(this IEndpointRouteBuilder routes)
    {
        routes.MapAgain();
        routes.MapInboundList();
    }
}
