using System.Diagnostics;
using System.Runtime.InteropServices;
using MediaNode.Tests.Durability;

namespace MediaNode.Tests.Backups;

/// <summary>A verb as a process of its own, so that it can be killed.</summary>
internal sealed class BackupProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _out;
    private readonly Task<string> _error;

    private BackupProcess(Process process) =>
        (_process, _out, _error) = (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    /// <param name="arguments">The verb and what belongs to it.</param>
    /// <param name="under">A program and its arguments that becomes it: nsenter.</param>
    public static BackupProcess Start(string[] arguments, string[]? under = null)
    {
        string[] command = [.. under ?? [], NodeProcess.Binary(), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        return new BackupProcess(Process.Start(start)!);
    }

    public static async Task<(int ExitCode, string Said)> RunAsync(string[] arguments, string[]? under = null)
    {
        await using var process = Start(arguments, under);
        return await process.EndedAsync();
    }

    public async Task<(int ExitCode, string Said)> EndedAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _out + await _error);
    }

    /// <summary>SIGKILL.</summary>
    /// <returns>Whether it was still at work.</returns>
    public async Task<bool> KillAsync()
    {
        var working = !_process.HasExited;
        _process.Kill();
        await _process.WaitForExitAsync();
        return working;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
