using MediaNode.Catalog;

namespace MediaNode.Deposits;

/// <summary>What the room adds to the node.</summary>
internal static class DepositRoom
{
    /// <param name="services">The node's parts.</param>
    /// <param name="keys">The directory of the keys that media keys are wrapped by; made when missing.</param>
    public static void AddDeposits(this IServiceCollection services, string keys)
    {
        services.AddSingleton(new KeyWrap(keys));
        services.AddSingleton<DepositCatalog>();
        services.AddSingleton<DepositShelf>();
        services.AddSingleton<DepositSource>();
        services.AddSingleton<DepositWork>();
        services.AddSingleton<IDeposits, DepositMaker>();
    }
}
