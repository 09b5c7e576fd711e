using MediaNode.Catalog;
using MediaNode.Lifecycle;
using Microsoft.Extensions.Options;

namespace MediaNode.Retention;

/// <summary>What the room adds to the node.</summary>
internal static class RetentionRoom
{
    /// <summary>So long WhatsApp's servers keep a media; after that a phone asks for it again.</summary>
    private static readonly TimeSpan _kept = TimeSpan.FromDays(14);

    /// <param name="services">The node's parts.</param>
    /// <param name="options">Checked.</param>
    /// <param name="waits">For how long a message may wait to be sent.</param>
    /// <param name="me">The node's name in the installation.</param>
    public static void AddRetention(this IServiceCollection services, RetentionOptions options, TimeSpan waits, string me)
    {
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(new SendTimes(_kept + options.RerequestTime, waits));
        services.AddSingleton(provider => new Owners(
            provider.GetRequiredService<CatalogWriter>(), provider.GetRequiredService<TimeProvider>(), me));
        services.AddSingleton<RetentionCatalog>();
        services.AddSingleton<ForgottenCatalog>();
        services.AddSingleton<SweepCatalog>();
        services.AddSingleton<OldMessages>();
        services.AddSingleton<OldLinks>();
        services.AddSingleton<MediaRemoval>();
        services.AddSingleton<Recovery>();
        services.AddSingleton<RetentionPolicy>();
        services.AddSingleton<MediaSweep>();
        services.AddSingleton<MessageSweep>();
        services.AddSingleton<SweepBell>();
        services.AddSingleton<Preview>();
        services.AddSingleton<IStage, SweepStage>();
    }

    public static void MapRetentionRoom(this IEndpointRouteBuilder routes)
    {
        routes.MapDeletes();
        routes.MapPins();
        routes.MapWhy();
        routes.MapRetention();
        routes.MapCollections();
    }
}
