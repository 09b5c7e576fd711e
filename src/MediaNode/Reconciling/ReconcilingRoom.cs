using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Volumes;
using Microsoft.Extensions.Options;

namespace MediaNode.Reconciling;

/// <summary>What the room adds to the node.</summary>
internal static class ReconcilingRoom
{
    /// <param name="services">The node's parts.</param>
    /// <param name="options">Checked.</param>
    /// <param name="data">The data directory.</param>
    /// <param name="volume">The directory of the volume.</param>
    /// <param name="machine">The machine's clock.</param>
    public static void AddReconciling(this IServiceCollection services, ReconcilingOptions options, string data, string volume, TimeProvider machine)
    {
        services.AddSingleton(Options.Create(options));
        services.AddSingleton<PassCatalog>();
        services.AddSingleton<TruthCatalog>();
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<IVolume>(); // It makes the folders.
            return new StoredFiles(volume);
        });
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<IVolume>(); // As above.
            return new VolumeIdentity(volume);
        });
        services.AddSingleton<RightVolume>();
        services.AddSingleton<DigestReader>();
        services.AddSingleton<FindingLog>();
        services.AddSingleton<MediaWalk>();
        services.AddSingleton<RenditionWalk>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Adoption>(provider, machine));
        services.AddSingleton<OrphanWalk>();
        services.AddSingleton(new ImportPlaces(Path.Combine(data, "import"), options.ImportFrom));
        services.AddSingleton<Importer>();
        services.AddSingleton<ImportRuns>();
        services.AddSingleton<PassRunner>();
        services.AddSingleton<ReconcileBell>();
        services.AddSingleton<IStage>(provider => ActivatorUtilities.CreateInstance<Scrubber>(provider, machine));
        services.AddSingleton<IStage>(provider => ActivatorUtilities.CreateInstance<Reconciler>(provider, machine));
    }

    public static void MapReconcilingRoom(this IEndpointRouteBuilder routes)
    {
        routes.MapReconcile();
        routes.MapImport();
    }
}
