using System.CommandLine;
using MediaNode.Hosting;
using MediaNode.Problems;
using MediaNode.Processing;

namespace MediaNode.Cli;

/// <summary><c>docs</c>: writes the pages that are generated from the code. A test holds those in the repository against them.</summary>
internal static class DocsVerb
{
    /// <summary>Each page's name and how it is written.</summary>
    public static readonly IReadOnlyList<(string Name, Func<string> Write)> Pages =
        [("settings.md", SettingsPage.Write), ("errors.md", ProblemsPage.Write), ("limits.md", LimitsPage.Write)];

    public static Verb Build(CliHost host)
    {
        var folder = new Argument<string>("DIR") { Description = "Where to.", DefaultValueFactory = _ => "docs" };
        var command = new Verb("docs", "Write the generated pages: every setting, every error, every limit.", "medianode docs", "medianode docs /tmp/pages") { folder };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var directory = host.FullPath(parsed.GetRequiredValue(folder));
            Directory.CreateDirectory(directory);
            foreach (var (name, write) in Pages)
            {
                var file = Path.Combine(directory, name);
                await File.WriteAllTextAsync(file, write(), cancellationToken);
                await host.Out.WriteLineAsync(file);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
