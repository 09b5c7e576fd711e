using System.CommandLine;
using Spectre.Console;

namespace MediaNode.Cli.Doctor;

/// <summary><c>doctor</c>: looks at everything the node needs, without a node running.</summary>
internal sealed class DoctorVerb(CliHost host, NodeOptions options)
{
    public Verb Build()
    {
        var data = new Option<string>("--data")
        {
            Description = "The data directory to examine; by default the one that serve would use.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Hosting.NodeSettings.Load([]).Settings?.Server.Data ?? "data",
        };
        var command = new Verb(
            "doctor",
            "Examine this machine: what is installed, whether the sandbox holds, what the data directory can do.",
            "medianode doctor",
            "medianode doctor --data /srv/media --json")
        {
            data, options.Json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = new List<Finding>(MachineChecks.All());
            findings.AddRange(await ToolChecks.AllAsync(host.Clock, cancellationToken));
            findings.Add(await ScannerCheck.OfAsync(Hosting.NodeSettings.Load([]).Settings, host.Clock, cancellationToken));
            var path = host.FullPath(parsed.GetRequiredValue(data));
            findings.AddRange(await DataDirectoryChecks.AllAsync(path, host.Clock, cancellationToken));
            if (BackupCheck.Of(new Hosting.DataPaths(path), host.Clock.GetUtcNow()) is { } backup)
            {
                findings.Add(backup);
            }

            var ok = findings.TrueForAll(finding => finding.State != FindingState.Failed);
            var output = options.OutputFor(parsed);
            output.Document(new DoctorDocument(ok, findings), CliJson.Default.DoctorDocument);
            if (!output.Json)
            {
                Write(findings);
            }

            return ok ? ExitCode.Ok : ExitCode.Refused;
        });
        return command;
    }

    private void Write(List<Finding> findings)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = host.OutIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = host.OutIsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(host.Out),
        });
        // Lines are the terminal's to wrap: a file's path with a break in it cannot be copied.
        console.Profile.Width = int.MaxValue;
        var names = findings.Max(finding => finding.Name.Length);
        foreach (var finding in findings)
        {
            var (colour, word) = finding.State switch
            {
                FindingState.Ok => ("green", "ok"),
                FindingState.Warning => ("yellow", "warning"),
                _ => ("red", "failed"),
            };
            var advice = finding.Advice is null ? "" : $". {finding.Advice}";
            var text = Output.Printable($"{finding.Name.PadRight(names)}  {finding.Detail.TrimEnd('.')}{advice}");
            console.MarkupLine($"[{colour}]{word.PadRight("warning".Length)}[/]  {Markup.Escape(text)}");
        }
    }
}
