using MediaNode.Volumes;

namespace MediaNode.Scanning;

/// <summary>Looks for malware in what came from outside.</summary>
internal interface IScanner
{
    /// <summary>False where the settings name no scanner: then every verdict is <see cref="ScanVerdict.Clean"/>, and nothing was looked at.</summary>
    bool IsOn { get; }

    /// <summary>Looks at a whole file. Waits for a place when as many as may are being looked at.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="path">Where a tool reads the same bytes.</param>
    /// <param name="cancellationToken">Ends the waiting; what goes wrong with the scanner is a verdict, not an exception.</param>
    Task<ScanVerdict> ScanAsync(Blob bytes, string path, CancellationToken cancellationToken);
}
