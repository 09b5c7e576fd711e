using System.ComponentModel;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Sandboxing;

/// <summary>Finds out whether bubblewrap works here, which is more than that it is installed: containers and kernels may forbid it.</summary>
internal static class SandboxTrial
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(10); // Generous for a cold disk.
    private static readonly Tool _nothing = new("true", "coreutils");

    /// <summary>Runs a program that does nothing, held as every other would be.</summary>
    /// <param name="bubblewrap">What to try.</param>
    /// <param name="scratch">A directory for the program.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="cancellationToken">Ends the trial.</param>
    /// <returns>How to run tools in it; or null, and a sentence that says why not.</returns>
    public static async Task<(SandboxStanding.Isolated? Standing, string Why)> RunAsync(
        Tool bubblewrap, Scratch scratch, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (bubblewrap.Find() is not { } path)
        {
            return (null, $"bubblewrap is not installed; install the package {bubblewrap.Package}.");
        }

        var run = new SandboxRun { Tool = _nothing, Arguments = [], Scratch = scratch, Limits = new RunLimits(256 << 20, 1 << 20, _deadline) };
        var why = "";
        try
        {
            foreach (var nested in (bool[])[false, true])
            {
                var command = BoxCommand.Isolated(path, _nothing.Find() ?? "/bin/true", run, nested);
                var (result, _) = await ToolRun.ToEndAsync(command, run, clock, cancellationToken);
                if (result is RunResult.Done)
                {
                    return (new SandboxStanding.Isolated(path, nested), "");
                }

                why = result switch
                {
                    RunResult.Failed failed => Sentence(failed),
                    RunResult.TimedOut => "bubblewrap does not come to an end.",
                    _ => "bubblewrap needs more than a box may take.",
                };
            }
        }
        catch (Exception failure) when (failure is Win32Exception or FileNotFoundException)
        {
            why = failure.Message;
        }

        return (null, why);
    }

    private static string Sentence(RunResult.Failed failed)
    {
        var line = failed.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
        return line is null ? $"bubblewrap ends with exit code {failed.ExitCode}." : line.TrimEnd('.') + ".";
    }
}
