using MediaNode.Catalog;
using MediaNode.Lifecycle;

namespace MediaNode.Receipts;

/// <summary>What the room adds to the node.</summary>
internal static class ReceiptsRoom
{
    public static void AddReceipts(this IServiceCollection services)
    {
        services.AddSingleton<EventCatalog>();
        services.AddSingleton<Gateway>();
        services.AddSingleton<IStage, ReceiptStage>();
    }
}
