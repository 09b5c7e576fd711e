namespace MediaNode.Scanning;

/// <summary>Makes what the settings ask for, and finds the mistakes that no single setting shows.</summary>
internal static class ScanEngines
{
    /// <returns>Null when nobody is to look.</returns>
    public static IScanEngine? Of(ScanningOptions options) => options.Mode switch
    {
        ScanMode.Clamd => new ClamdEngine(ClamdAddress.TryParse(options.Clamd, out var address) ? address : throw Unchecked()),
        ScanMode.Command => new CommandEngine(ScanCommand.TryParse(options.Command, out var command, out _) ? command : throw Unchecked()),
        _ => null,
    };

    /// <summary>What is wrong with the settings of the mode that is on, in the form of a mistake at start.</summary>
    public static IEnumerable<string> MistakesIn(ScanningOptions options)
    {
        if (options.Mode == ScanMode.Clamd && !ClamdAddress.TryParse(options.Clamd, out _))
        {
            yield return $"Scanning:Clamd = '{options.Clamd}': must be the path of a Unix socket (107 bytes at most) or tcp://host:port";
        }

        if (options.Mode == ScanMode.Command && !ScanCommand.TryParse(options.Command, out _, out var mistake))
        {
            yield return $"Scanning:Command = '{options.Command}': {mistake}";
        }
    }

    private static InvalidOperationException Unchecked() => new("The settings were not checked.");
}
