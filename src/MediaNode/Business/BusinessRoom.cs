using MediaNode.Catalog;

namespace MediaNode.Business;

/// <summary>What the room adds to the node: its parts and its routes.</summary>
internal static class BusinessRoom
{
    /// <param name="services">The parts.</param>
    /// <param name="number">The business's own, digits only.</param>
    public static void AddBusiness(this IServiceCollection services, string number)
    {
        services.AddSingleton(new WaId(number));
        services.AddSingleton<SettingRows>();
        services.AddSingleton<KeptSettings>();
        services.AddSingleton<ProviderCatalog>();
        services.AddSingleton<MediaProviders>();
        services.AddSingleton<SettingsBackup>();
        services.AddSingleton<TwoStepPin>();
        services.AddSingleton<IApplicationSettings>(provider => provider.GetRequiredService<KeptSettings>());
    }

    public static void MapBusiness(this IEndpointRouteBuilder routes)
    {
        routes.MapApplicationSettings();
        routes.MapProviders();
        routes.MapProfiles();
        routes.MapPhoto();
        routes.MapBackups();
        routes.MapCertificates();
        routes.MapAccount();
    }
}
