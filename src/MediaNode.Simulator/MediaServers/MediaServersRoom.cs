using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.MediaServers;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class MediaServersRoom
{
    public static void AddMediaServers(this IServiceCollection services) => services
        .AddSingleton<MediaStore>()
        .AddSingleton<MediaAuth>()
        .AddSingleton<DownloadCounts>()
        .AddSingleton<MediaConnEndpoint>()
        .AddSingleton<UploadEndpoint>()
        .AddSingleton<DownloadEndpoint>()
        .AddSingleton<MediaListEndpoint>()
        .AddHostedService<MediaSweeper>();

    public static void MapMediaServers(this IEndpointRouteBuilder routes)
    {
        const string Path = "/media-hosts/{host}/v/{folder}/{name}";
        var parts = routes.ServiceProvider;
        routes.MapJson("GET", "/wa/{number}/media_conn", parts.GetRequiredService<MediaConnEndpoint>().HandleAsync);
        routes.MapJson("POST", "/media-hosts/{host}/mms/{type}/{token}", parts.GetRequiredService<UploadEndpoint>().HandleAsync);
        routes.MapJson("GET", Path, parts.GetRequiredService<DownloadEndpoint>().HandleAsync);
        routes.MapJson("HEAD", Path, parts.GetRequiredService<DownloadEndpoint>().HandleAsync);
        routes.MapJson("GET", "/sim/media", parts.GetRequiredService<MediaListEndpoint>().HandleAsync);
    }
}
