using Microsoft.Extensions.Options;

namespace MediaNode.Scanning;

/// <summary>What the room adds to the node.</summary>
internal static class ScanningRoom
{
    /// <param name="services">The node's parts.</param>
    /// <param name="options">Checked.</param>
    /// <param name="machine">The clock of the machine, for the scanner's deadline.</param>
    public static void AddScanning(this IServiceCollection services, ScanningOptions options, TimeProvider machine)
    {
        services.AddSingleton(Options.Create(options));
        services.AddSingleton(provider => new Scanner(ScanEngines.Of(options), options, machine, provider.GetRequiredService<ILogger<Scanner>>()));
        services.AddSingleton<IScanner>(provider => provider.GetRequiredService<Scanner>());
    }
}
