using System.Globalization;
using System.Text.RegularExpressions;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Cli.Doctor;

/// <summary>The programs that look at media and make them fit, and the sandbox they run in.</summary>
internal static partial class ToolChecks
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10); // Generous for a cold disk; a hung program must not hang us.

    private static readonly ToolCheck[] _tools =
    [
        new(Tool.Ffmpeg, "-version", "needed to make audio and video fit", KnownFlaws.OfFfmpeg),
        new(Tool.Ffprobe, "-version", "needed to inspect audio and video", KnownFlaws.OfFfmpeg),
        new(Tool.Vips, "--version", "needed to make images fit"),
        new(Tool.PdfToPpm, "-v", "needed for thumbnails of PDF documents"),
        new(Tool.Bubblewrap, "--version", "needed to run the others in a sandbox"),
    ];

    public static async Task<IReadOnlyList<Finding>> AllAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var check in _tools)
        {
            findings.Add(check.Judge(await Probe.RunAsync(check.Tool.Name, [check.VersionOption], _deadline, clock, cancellationToken)));
        }

        findings.Add(WebP(await Probe.RunAsync("dpkg-query", ["-W", "-f", "${Version}", "libwebp7"], _deadline, clock, cancellationToken)));
        using var scratch = new Scratch(Directory.CreateTempSubdirectory("medianode-doctor-").FullName, static () => { });
        var (standing, why) = await SandboxTrial.RunAsync(Tool.Bubblewrap, scratch, clock, cancellationToken);
        findings.Add(Sandbox(standing, why, Tool.Bubblewrap.Find() is not null));
        return findings;
    }

    /// <summary>libvips decodes WebP with a library whose version only the system's packages tell.</summary>
    public static Finding WebP(Probe probe)
    {
        const string Name = "libwebp";
        return probe is Probe.Done { ExitCode: 0 } done
            ? KnownFlaws.OfWebP(done.Output) is { } flaw
                ? Finding.Warning(Name, $"{done.Output}: {flaw}", "Update the package libwebp7.")
                : Finding.Ok(Name, done.Output)
            : Finding.Ok(Name, "the version cannot be told here; it should be 1.3.2 or later");
    }

    public static Finding Sandbox(SandboxStanding? standing, string why, bool installed)
    {
        const string Name = "sandbox";
        const string Advice = "Allow unprivileged user namespaces: sysctl, AppArmor, or the container's seccomp profile.";
        return standing is SandboxStanding.Isolated { Nested: true }
            ? Finding.Warning(Name, "bubblewrap isolates programs here, but is too old to forbid them user namespaces", "Install bubblewrap 0.8 or later.")
            : standing is not null ? Finding.Ok(Name, "bubblewrap isolates programs here")
            : installed ? Finding.Failed(Name, why, Advice)
            : Finding.Warning(Name, "not tried: bwrap is missing");
    }

    private static string Reason(Probe probe) => probe switch
    {
        Probe.Overdue overdue => string.Create(CultureInfo.InvariantCulture, $"no answer within {overdue.Deadline.TotalSeconds:0} s"),
        Probe.Unstartable unstartable => unstartable.Reason,
        Probe.Done done => done.Complaint,
        _ => "it cannot be run",
    };

    internal sealed record ToolCheck(Tool Tool, string VersionOption, string Purpose, Func<string, string?>? FlawOf = null)
    {
        public Finding Judge(Probe probe) => probe switch
        {
            Probe.Missing => Finding.Warning(Tool.Name, $"not installed; {Purpose}", $"Install the package {Tool.Package}."),
            // pdftoppm tells its version where others complain.
            Probe.Done { ExitCode: 0 } done => Judge(VersionIn(done.Output.Length > 0 ? done.Output : done.Error)),
            _ => Finding.Failed(Tool.Name, Reason(probe), $"Reinstall the package {Tool.Package}."),
        };

        private Finding Judge(string version) => FlawOf?.Invoke(version) is { } flaw
            ? Finding.Warning(Tool.Name, $"{version}: {flaw}", $"Update the package {Tool.Package}.")
            : Finding.Ok(Tool.Name, version);

        // "ffmpeg version 5.1.9-0+deb12u1 Copyright …", "vips-8.14.1", "bubblewrap 0.8.0".
        private static string VersionIn(string output)
        {
            var line = Probe.Done.FirstLine(output) ?? "unknown version";
            return VersionPattern().Match(line) is { Success: true, Value: var version } ? version : line;
        }
    }

    [GeneratedRegex(@"\d+\.\d\S*")]
    private static partial Regex VersionPattern();
}
