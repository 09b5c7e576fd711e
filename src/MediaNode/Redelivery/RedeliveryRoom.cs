using MediaNode.Catalog;
using MediaNode.Lifecycle;

namespace MediaNode.Redelivery;

/// <summary>What the room adds to the node.</summary>
internal static class RedeliveryRoom
{
    public static void AddRedelivery(this IServiceCollection services)
    {
        services.AddSingleton<RedeliveryCatalog>();
        services.AddSingleton<RedeliveryBell>();
        services.AddSingleton<IStage, RedeliveryStage>();
    }
}
