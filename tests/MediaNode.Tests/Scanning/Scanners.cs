using MediaNode.Scanning;
using MediaNode.Settings;
using Microsoft.Extensions.Logging;

namespace MediaNode.Tests.Scanning;

/// <summary>Scanners as the settings make them.</summary>
internal static class Scanners
{
    public static Scanner Clamd(string address, ByteSize? maxBytes = null, TimeProvider? machine = null, CapturedLog? log = null) =>
        Of(new ScanningOptions { Mode = ScanMode.Clamd, Clamd = address, MaxBytes = maxBytes ?? ByteSize.MegaBytes(25) }, machine, log);

    public static Scanner Command(string line, TimeProvider? machine = null) =>
        Of(new ScanningOptions { Mode = ScanMode.Command, Command = line }, machine);

    public static Task<ScanVerdict> ScanAsync(this IScanner scanner, ScanFile file, CancellationToken cancellationToken = default) =>
        scanner.ScanAsync(file.Bytes, file.Path, cancellationToken);

    private static Scanner Of(ScanningOptions options, TimeProvider? machine, CapturedLog? log = null)
    {
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(log ?? new CapturedLog()));
        return new Scanner(ScanEngines.Of(options), options, machine ?? TimeProvider.System, logging.CreateLogger<Scanner>());
    }
}
