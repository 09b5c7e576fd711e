using System.Globalization;
using System.Text.RegularExpressions;

namespace MediaNode.Sandboxing.Tools;

/// <summary>Flaws of decoders that are known to be attacked, by the version that a machine has.</summary>
internal static partial class KnownFlaws
{
    // The first release of each maintained line that has the fix.
    private static readonly Version[] _ffmpegFixed = [new(5, 1, 10), new(6, 1, 6), new(7, 1, 5), new(8, 1, 2)];

    private static readonly Version _webpFixed = new(1, 3, 2);

    // Distributions mend old versions: the first revision of theirs with the fix of CVE-2023-4863.
    private static readonly (string Version, int Revision)[] _webpMended = [("1.2.4-0.2+deb12u", 1), ("0.6.1-2.1+deb11u", 2), ("1.2.2-2ubuntu0.22.04.", 2)];

    /// <param name="version">As ffmpeg tells it: <c>5.1.9-0+deb12u1</c>.</param>
    /// <returns>What is wrong with it, or null when nothing is known to be, or it does not tell.</returns>
    public static string? OfFfmpeg(string version)
    {
        if (Number().Match(version) is not { Success: true } match || !Version.TryParse(match.Value, out var had))
        {
            return null;
        }

        var line = _ffmpegFixed.FirstOrDefault(mended => mended.Major == had.Major && mended.Minor == had.Minor);
        var mended = line is not null ? had >= line : had > _ffmpegFixed[^1];
        return mended ? null : "older than 5.1.10, 6.1.6, 7.1.5 and 8.1.2 (CVE-2026-8461); the decoder concerned is not on the allow-list, which mitigates it";
    }

    /// <param name="package">The version of the package libwebp7.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? OfWebP(string package)
    {
        if (Number().Match(package) is not { Success: true } match || !Version.TryParse(match.Value, out var had) || had >= _webpFixed)
        {
            return null;
        }

        var mended = _webpMended.Any(known => package.StartsWith(known.Version, StringComparison.Ordinal)
            && int.TryParse(package.AsSpan(known.Version.Length), CultureInfo.InvariantCulture, out var revision) && revision >= known.Revision);
        return mended ? null : "older than 1.3.2 (CVE-2023-4863), and not known to be mended by the distribution";
    }

    [GeneratedRegex(@"^\d+\.\d+(\.\d+)?")]
    private static partial Regex Number();
}
