using MediaNode.Sandboxing;
using MediaNode.Upstreams.WhatsApp;

namespace MediaNode.Upstreams;

/// <summary>What the room adds to the node.</summary>
internal static class UpstreamRoom
{
    /// <param name="services">The node's parts.</param>
    /// <param name="options">Checked.</param>
    /// <param name="machine">
    /// The clock of the machine, for time limits on connections: the node's own may be turned by days, and no server gets slower by that.
    /// </param>
    public static void AddUpstreams(this IServiceCollection services, WhatsAppOptions options, TimeProvider machine)
    {
        if (options.Url.Length > 0)
        {
            services.AddSingleton(new UpstreamAddress(new Uri(options.Url)));
        }

        services.AddSingleton<IUpstream>(provider => new WhatsAppUpstream(
            provider.GetRequiredService<UpstreamAddress>(), options, provider.GetRequiredService<ScratchRoom>(),
            provider.GetRequiredService<TimeProvider>(), machine));
    }
}
