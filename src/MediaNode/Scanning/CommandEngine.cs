using System.ComponentModel;
using MediaNode.Sandboxing;
using MediaNode.Volumes;

namespace MediaNode.Scanning;

/// <summary>A program, started for each file: without a shell, without input, with an environment of its own, killed with all of its session.</summary>
/// <remarks>It is not in the sandbox: the operator named it, and a scanner needs its signatures, its daemon, its licence.</remarks>
internal sealed class CommandEngine(ScanCommand command) : IScanEngine
{
    private const int KeepOutput = 4 << 10; // Only its first line is read.
    private const int KeepErrors = 1 << 10;

    private static readonly string[] _environment =
        ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/nonexistent"];

    public string Name => command.Program.Name;

    public async Task<ScanVerdict> LookAsync(Blob bytes, string path, CancellationToken cancellationToken)
    {
        // It does not start where the node did.
        path = Path.GetFullPath(path);
        using var child = await StartAsync([Find(), .. command.ArgumentsFor(path)]);
        await using var kill = cancellationToken.Register(child.Kill);
        var output = new ToolOutput(onLine: null).KeepStartAsync(child.Output, KeepOutput, cancellationToken);
        var errors = ToolOutput.KeepEndAsync(child.Error, KeepErrors, cancellationToken);
        var exit = await child.Exited.WaitAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return ScanAnswer.OfCommand(exit.Code, await output, await errors, path);
    }

    public Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            Find();
            return Task.CompletedTask;
        }
        catch (NoVerdictException missing)
        {
            return Task.FromException(missing);
        }
    }

    private static async Task<Child> StartAsync(IReadOnlyList<string> line)
    {
        try
        {
            return await Child.StartAsync(line, _environment, "/");
        }
        catch (Win32Exception failure)
        {
            throw new NoVerdictException($"the scanner cannot be started: {ScanAnswer.Printable(failure.Message)}");
        }
    }

    private string Find() => command.Program.Find()
        ?? throw new NoVerdictException($"the scanner is not installed: there is no program {ScanAnswer.Printable(command.Program.Name)}");
}
