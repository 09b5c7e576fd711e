using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Volumes;

namespace MediaNode.Links;

/// <summary>What sees to the links that messages wait for.</summary>
internal static class LinkStages
{
    public static void AddLinkStage(this IServiceCollection services)
    {
        services.AddSingleton<LinkQueue>();
        services.AddSingleton<SilentOrigins>();
        services.AddSingleton<LinkShelf>();
        services.AddSingleton<LinkWaiters>();
        services.AddSingleton<RoomWaits<long>>();
        services.AddSingleton<LinkWork>();
        services.AddSingleton<IStage, LinkStage>();
    }
}
