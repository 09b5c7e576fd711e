using MediaNode.Simulator.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace MediaNode.Simulator.MediaServers;

/// <summary>One of the media servers. They share one store, as the real ones seem to.</summary>
internal sealed record MediaHost(string Name, string Type)
{
    public static readonly IReadOnlyList<MediaHost> All =
        [new("mmg-1", "primary"), new("mmg-2", "primary"), new("mmg-fallback", "fallback")];

    /// <summary>The one that the path of a request names.</summary>
    /// <exception cref="RefusedException">There is none of this name.</exception>
    public static MediaHost Of(HttpContext context) => All.FirstOrDefault(host => host.Name == (string?)context.GetRouteValue("host"))
        ?? throw new RefusedException(StatusCodes.Status404NotFound, "There is no such media server; media_conn says which there are.");

    /// <summary>Its address, as seen by whoever sent the request.</summary>
    public string UrlFor(HttpRequest request) => $"{request.Scheme}://{request.Host}/media-hosts/{Name}";
}
