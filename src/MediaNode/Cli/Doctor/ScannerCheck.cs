using MediaNode.Hosting;
using MediaNode.Scanning;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaNode.Cli.Doctor;

/// <summary>Whether the scanner that the settings name is there.</summary>
internal static class ScannerCheck
{
    private const string Name = "scanner";

    /// <param name="settings">Those of the node that would be started here; null when they have mistakes.</param>
    /// <param name="clock">For the time that it gets to answer.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<Finding> OfAsync(NodeSettings? settings, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (settings is null)
        {
            return Finding.Warning(Name, "not tried: the settings have mistakes", "Start the node to see them.");
        }

        var options = settings.Get<ScanningOptions>();
        using var scanner = new Scanner(ScanEngines.Of(options), options, clock, NullLogger<Scanner>.Instance);
        return Judge(await scanner.StandingAsync(cancellationToken), options.WhenNoVerdict);
    }

    public static Finding Judge(ScannerStanding standing, NoVerdictPolicy policy) => standing switch
    {
        ScannerStanding.Silent silent when policy == NoVerdictPolicy.Refuse => Finding.Failed(
            Name, $"{silent.Scanner}: {silent.Why}", "Media that users send are refused until it is there (Scanning:WhenNoVerdict)."),
        ScannerStanding.Silent silent => Finding.Warning(
            Name, $"{silent.Scanner}: {silent.Why}", "Media that users send are accepted unscanned (Scanning:WhenNoVerdict)."),
        ScannerStanding.Answering answering => Finding.Ok(Name, $"{answering.Scanner} is there"),
        _ => Finding.Ok(Name, "off: nobody looks for malware in media that users send (Scanning:Mode)"),
    };
}
