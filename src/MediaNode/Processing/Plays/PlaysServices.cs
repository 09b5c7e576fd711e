namespace MediaNode.Processing.Plays;

internal static class PlaysServices
{
    /// <summary>What makes sound and video fit, and what stands for them in a list.</summary>
    public static void AddPlays(this IServiceCollection services)
    {
        services.AddSingleton<FfmpegRuns>();
        services.AddSingleton<ResultCheck>();
        services.AddSingleton<SoundProcessor>();
        services.AddSingleton<VideoProcessor>();
        services.AddSingleton<PlayThumbnails>();
        services.AddSingleton<Waveform>();
    }
}
