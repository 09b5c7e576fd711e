using System.Globalization;
using System.Text.RegularExpressions;

namespace MediaNode.Cli.Doctor;

/// <summary>The programs that look at media and make them fit, and the sandbox they run in.</summary>
internal static partial class ToolChecks
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10); // Generous for a cold disk; a hung program must not hang us.

    private static readonly Tool[] _tools =
    [
        new("ffmpeg", "-version", "ffmpeg", "needed to make audio and video fit"),
        new("ffprobe", "-version", "ffmpeg", "needed to inspect audio and video"),
        new("vips", "--version", "libvips-tools", "needed to make images fit"),
        new("bwrap", "--version", "bubblewrap", "needed to run the others in a sandbox"),
    ];

    public static async Task<IReadOnlyList<Finding>> AllAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var tool in _tools)
        {
            findings.Add(tool.Judge(await Probe.RunAsync(tool.Program, [tool.VersionOption], _deadline, clock, cancellationToken)));
        }

        string[] isolated = ["--unshare-all", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "true"];
        findings.Add(Sandbox(await Probe.RunAsync("bwrap", isolated, _deadline, clock, cancellationToken)));
        return findings;
    }

    public static Finding Sandbox(Probe probe)
    {
        const string Name = "sandbox";
        const string Advice = "Allow unprivileged user namespaces: sysctl, AppArmor, or the container's seccomp profile.";
        return probe switch
        {
            Probe.Done { ExitCode: 0 } => Finding.Ok(Name, "bubblewrap isolates programs here"),
            Probe.Done done => Finding.Failed(Name, done.Complaint, Advice),
            Probe.Missing => Finding.Warning(Name, "not tried: bwrap is missing"),
            _ => Finding.Failed(Name, Reason(probe), Advice),
        };
    }

    private static string Reason(Probe probe) => probe switch
    {
        Probe.Overdue overdue => string.Create(CultureInfo.InvariantCulture, $"no answer within {overdue.Deadline.TotalSeconds:0} s"),
        Probe.Unstartable unstartable => unstartable.Reason,
        Probe.Done done => done.Complaint,
        _ => "it cannot be run",
    };

    internal sealed record Tool(string Program, string VersionOption, string Package, string Purpose)
    {
        public Finding Judge(Probe probe) => probe switch
        {
            Probe.Missing => Finding.Warning(Program, $"not installed; {Purpose}", $"Install the package {Package}."),
            Probe.Done { ExitCode: 0 } done => Finding.Ok(Program, VersionIn(done.Output)),
            _ => Finding.Failed(Program, Reason(probe), $"Reinstall the package {Package}."),
        };

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
