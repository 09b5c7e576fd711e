using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNode.Simulator.MediaServers;

/// <summary>What the room adds to the simulator: its parts and its routes.</summary>
internal static class MediaServersRoom
{
    private static readonly string[] _fetching = [HttpMethods.Get, HttpMethods.Head];

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
        var parts = routes.ServiceProvider;
        routes.MapGet("/wa/{number}/media_conn", Refusable.Of(parts.GetRequiredService<MediaConnEndpoint>().HandleAsync));
        routes.MapPost("/media-hosts/{host}/mms/{type}/{token}", Refusable.Of(parts.GetRequiredService<UploadEndpoint>().HandleAsync));
        routes.MapMethods(
            "/media-hosts/{host}/v/{folder}/{name}", _fetching, Refusable.Of(parts.GetRequiredService<DownloadEndpoint>().HandleAsync));
        routes.MapGet("/sim/media", Refusable.Of(parts.GetRequiredService<MediaListEndpoint>().HandleAsync));
    }
}
