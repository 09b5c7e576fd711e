using MediaNode.Sandboxing.Tools;

namespace MediaNode.Tests.Sandboxing;

/// <summary>Processes of this machine, found by a word on their command line.</summary>
internal static class Processes
{
    /// <summary>A word that no other process has.</summary>
    public static string NewMark() => $"mark-{Guid.NewGuid():N}";

    public static int Count(string mark) => Directory.GetDirectories("/proc").Count(folder =>
        int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId && CommandLine(folder).Contains(mark, StringComparison.Ordinal));

    /// <summary>Whether the tool itself runs, and not only what is to start it.</summary>
    public static bool Runs(Tool tool, string mark) => Directory.GetDirectories("/proc").Select(CommandLine).Any(line =>
        line.StartsWith(tool.Path + "\0", StringComparison.Ordinal) && line.Contains(mark, StringComparison.Ordinal));

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
