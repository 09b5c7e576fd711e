using MediaNode.Simulator;
using MediaNode.Upstreams;

namespace MediaNode.Hosting;

/// <summary>WhatsApp's side in the same process, so that there is nothing to sign up for. The node speaks to it over HTTP as to any other.</summary>
internal static class EmbeddedSimulator
{
    /// <returns>The simulator, listening; null when the settings name WhatsApp's side themselves.</returns>
    /// <exception cref="IOException">Its address is taken, or its directory cannot be used.</exception>
    public static async Task<SimulatorHost?> StartAsync(NodeSettings settings, DataDirectory data)
    {
        if (settings.Get<WhatsAppOptions>().Url.Length > 0)
        {
            return null;
        }

        var urls = settings.Get<SimulatorSettings>().Urls;
        try
        {
            return await SimulatorHost.StartAsync(new SimulatorOptions(urls, data.Simulator));
        }
        catch (IOException) when (urls == SimulatorSettings.UsualUrls)
        {
            // Nobody asked for this port: another node on this machine may have it.
            return await SimulatorHost.StartAsync(new SimulatorOptions("http://127.0.0.1:0", data.Simulator));
        }
    }
}
