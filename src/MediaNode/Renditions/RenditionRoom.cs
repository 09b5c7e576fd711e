namespace MediaNode.Renditions;

/// <summary>What the room adds to the node: its parts and its routes.</summary>
internal static class RenditionRoom
{
    public static void AddRenditions(this IServiceCollection services)
    {
        services.AddSingleton<IProcessor, Pictures>();
        services.AddSingleton<IProcessor, Sounds>();
        services.AddSingleton<IProcessor, Videos>();
        services.AddSingleton<IPreviewer, Previewer>();
        services.AddSingleton<MeasuredMedia>();
        services.AddSingleton<RenditionShelf>();
        services.AddSingleton<RenditionBench>();
        services.AddSingleton<RenditionWork>();
        services.AddSingleton<RenditionMaker>();
        services.AddSingleton<RenditionEndpoints>();
        services.AddSingleton<ThumbnailEndpoints>();
        services.AddSingleton<CheckEndpoints>();
    }

    public static void MapRenditions(this IEndpointRouteBuilder routes)
    {
        CheckEndpoints.Map(routes);
        RenditionEndpoints.Map(routes);
        ThumbnailEndpoints.Map(routes);
    }
}
