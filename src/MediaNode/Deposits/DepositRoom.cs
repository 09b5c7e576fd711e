using MediaNode.Catalog;

namespace MediaNode.Deposits;

/// <summary>What the room adds to the node.</summary>
internal static class DepositRoom
{
    public static void AddDeposits(this IServiceCollection services)
    {
        services.AddSingleton<DepositCatalog>();
        services.AddSingleton<DepositShelf>();
        services.AddSingleton<DepositSource>();
        services.AddSingleton<DepositWork>();
        services.AddSingleton<IDeposits, DepositMaker>();
    }
}
