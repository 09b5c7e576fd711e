using System.ComponentModel;
using System.Diagnostics;

namespace MediaNode.Cli.Doctor;

/// <summary>What came of running a program to see whether it works.</summary>
internal abstract record Probe
{
    private const int MaxOutputChars = 64 << 10; // A version or a complaint is a few lines; a runaway program is not.
    private const int NoSuchFile = 2; // ENOENT

    private Probe()
    {
    }

    internal sealed record Done(int ExitCode, string Output, string Error) : Probe
    {
        /// <summary>The line that says what went wrong, as programs tell it.</summary>
        public string Complaint => FirstLine(Error) ?? FirstLine(Output) ?? $"exit code {ExitCode}";

        public static string? FirstLine(string text) =>
            text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
    }

    internal sealed record Missing : Probe;

    internal sealed record Unstartable(string Reason) : Probe;

    internal sealed record Overdue(TimeSpan Deadline) : Probe;

    public static async Task<Probe> RunAsync(
        string program, IReadOnlyList<string> arguments, TimeSpan deadline, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments) };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing) when (missing.NativeErrorCode == NoSuchFile)
        {
            return new Missing();
        }
        catch (Win32Exception failure)
        {
            return new Unstartable(failure.Message);
        }

        using var late = new CancellationTokenSource(deadline, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, either.Token);
            var error = ReadAsync(process.StandardError, either.Token);
            await Task.WhenAll(output, error, process.WaitForExitAsync(either.Token));
            return new Done(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Overdue(deadline);
        }
        finally
        {
            // On every path: a program that outlived its deadline takes its children along.
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    // Reads to the end, or the program would block on a full pipe, but keeps only the beginning.
    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var kept = new System.Text.StringBuilder();
        var piece = new char[4096];
        while (await reader.ReadAsync(piece, cancellationToken) is var read and > 0)
        {
            kept.Append(piece, 0, Math.Min(read, MaxOutputChars - kept.Length));
        }

        return kept.ToString();
    }
}
