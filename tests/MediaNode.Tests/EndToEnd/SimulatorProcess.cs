using System.Diagnostics;
using System.Runtime.InteropServices;
using MediaNode.Tests.Durability;

namespace MediaNode.Tests.EndToEnd;

/// <summary><c>medianode simulate</c> as a process of its own, so that it can be killed. It ends with the test, whatever happens.</summary>
internal sealed class SimulatorProcess : IAsyncDisposable
{
    private readonly Process _process;

    private SimulatorProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <param name="data">The directory of its state.</param>
    /// <param name="url">Where it is to listen; port 0 for a free one.</param>
    /// <param name="under">A program and its arguments that becomes the simulator: nsenter.</param>
    public static async Task<SimulatorProcess> StartAsync(string data, string url = "http://127.0.0.1:0", string[]? under = null)
    {
        string[] command = [.. under ?? [], NodeProcess.Binary(), "simulate", "--data", data, "--urls", url];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("listening", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new SimulatorProcess(process, new Uri(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
            }
        }

        throw new InvalidOperationException("The simulator ended before it listened.");
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
