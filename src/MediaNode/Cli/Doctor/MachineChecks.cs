using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace MediaNode.Cli.Doctor;

/// <summary>The ground the node stands on: versions and the process's own limits.</summary>
internal static class MachineChecks
{
    private const long FewOpenFiles = 4096; // A transfer holds a socket and a file; a thousand clients need twice a thousand.

    public static IEnumerable<Finding> All()
    {
        yield return Finding.Ok("medianode", Version());
        yield return Finding.Ok(".NET", $"{Environment.Version}");
        yield return Finding.Ok("system", string.Join(
            ", ",
            RuntimeInformation.OSDescription,
            $"kernel {Environment.OSVersion.Version}",
            RuntimeInformation.OSArchitecture,
            $"{Environment.ProcessorCount} processors"));
        yield return OpenFiles(Lines("/proc/self/limits"));
    }

    public static Finding OpenFiles(IEnumerable<string> limits)
    {
        const string Name = "open files";
        var words = limits.FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            ?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [_, _, _, "unlimited", ..] => Finding.Ok(Name, "no limit"),
            [_, _, _, var text, ..] when long.TryParse(text, CultureInfo.InvariantCulture, out var limit) => limit >= FewOpenFiles
                ? Finding.Ok(Name, $"at most {limit}")
                : Finding.Warning(Name, $"at most {limit}", $"Raise it to {FewOpenFiles}: ulimit -n, or LimitNOFILE= in a systemd unit."),
            _ => Finding.Warning(Name, "the limit cannot be told on this system"),
        };
    }

    private static string Version() =>
        typeof(MachineChecks).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
