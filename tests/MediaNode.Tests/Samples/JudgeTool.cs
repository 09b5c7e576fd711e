using System.Diagnostics;

namespace MediaNode.Tests.Samples;

/// <summary>The real tools. A judge asks them and never one of our readers, for a reader that errs would find itself right.</summary>
internal static class JudgeTool
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    /// <summary>What the tool writes; fails when the tool does.</summary>
    public static async Task<string> OutputAsync(string tool, params string[] arguments)
    {
        var ran = await RunAsync(tool, arguments);
        return ran.ExitCode == 0
            ? ran.Output
            : throw new InvalidOperationException($"{tool} {string.Join(' ', arguments)} ended with {ran.ExitCode}: {ran.Error}");
    }

    public static async Task<Ran> RunAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(_patience);
            return new Ran(process.ExitCode, await output, await error);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    internal sealed record Ran(int ExitCode, string Output, string Error);
}
