namespace MediaNode.Links;

/// <summary>What fetching adds to the node.</summary>
internal static class LinkFetching
{
    /// <param name="services">The node's parts.</param>
    /// <param name="machine">The clock of the machine, for an origin's deadlines.</param>
    public static void AddLinkFetching(this IServiceCollection services, TimeProvider machine) =>
        services.AddSingleton<ILinkFetcher>(provider => ActivatorUtilities.CreateInstance<LinkFetcher>(
            provider, provider.GetRequiredService<TimeProvider>(), machine));
}
