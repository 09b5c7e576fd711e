using MediaNode.Access;
using MediaNode.Catalog;
using MediaNode.Lifecycle;
using MediaNode.Telemetry;
using MediaNode.Wire;

namespace MediaNode.Watch;

/// <summary>What the room adds to the node: the watch, <c>GET /api/volume</c> and its gauges.</summary>
internal static class WatchRoom
{
    /// <param name="services">The node's parts.</param>
    /// <param name="machine">The machine's clock.</param>
    public static void AddWatch(this IServiceCollection services, TimeProvider machine)
    {
        services.AddSingleton<VolumeCatalog>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<VolumeWatch>(provider, machine));
        services.AddSingleton<IStage>(provider => provider.GetRequiredService<VolumeWatch>());
    }

    public static void MapWatch(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/api/volume", ["GET", "HEAD"], ShowAsync).WithMetadata(new Needs(Role.User, ApiKey: true));

    public static void RegisterWatch(this NodeMetrics metrics, VolumeWatch watch)
    {
        metrics.RegisterGauge("medianode_volume_state", "0 ok, 1 warn, 2 degraded, 3 full, 4 failing.", () => (int)watch.Standing.State);
        metrics.RegisterGauge("medianode_volume_total_bytes", "Bytes of the media volume.", () => watch.Standing.Space.Total);
        metrics.RegisterGauge("medianode_volume_total_inodes", "Inodes of the media volume; 0 where they are not counted.", () => watch.Standing.Space.Inodes);
        metrics.RegisterGauge("medianode_volume_free_inodes", "Inodes free on the media volume.", () => watch.Standing.Space.FreeInodes);
        metrics.RegisterGauge("medianode_volume_days_to_full", "Days until Watch:Stop is reached, from the last days; -1 when it does not fill.", () => watch.Standing.DaysToFull ?? -1);
    }

    private static Task ShowAsync(HttpContext context)
    {
        var standing = context.RequestServices.GetRequiredService<VolumeWatch>().Look();
        return context.AnswerAsync(StatusCodes.Status200OK, json => VolumeWire.Write(json, standing));
    }
}
