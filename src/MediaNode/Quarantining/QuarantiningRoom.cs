using MediaNode.Catalog;
using MediaNode.Lifecycle;

namespace MediaNode.Quarantining;

/// <summary>What the room adds to the node.</summary>
internal static class QuarantiningRoom
{
    public static void AddQuarantining(this IServiceCollection services)
    {
        services.AddSingleton<QuarantineCatalog>();
        services.AddSingleton<Quarantine>();
        services.AddSingleton<Blocking>();
        services.AddSingleton<IStage, SettleStage>();
    }
}
