using System.ComponentModel;
using System.Globalization;
using MediaNode.Sandboxing.Tools;
using MediaNode.Telemetry;
using Microsoft.Extensions.Options;

namespace MediaNode.Sandboxing;

/// <summary>The box: runs tools that decode what strangers sent, apart from everything, within limits, and kills them whole.</summary>
internal sealed partial class Sandbox(
    IOptions<SandboxOptions> options, ScratchRoom scratchRoom, NodeMetrics metrics, TimeProvider clock, ILogger<Sandbox> log)
{
    private readonly Lock _standingLock = new();
    private Task<SandboxStanding>? _standing;
    private volatile bool _hadNoRoom;

    /// <summary>What holds the tools; replaced in tests.</summary>
    public Tool Bubblewrap { get; init; } = Tool.Bubblewrap;

    /// <summary>What sets the limits; replaced in tests.</summary>
    public IReadOnlyList<Tool> Holders { get; init; } = BoxCommand.Holders;

    private Tool? MissingHolder => Holders.FirstOrDefault(tool => tool.Find() is null);

    /// <summary>Whether the box holds here: tried once, when first asked; again as long as the disk had no room for the trial.</summary>
    public Task<SandboxStanding> StandingAsync()
    {
        lock (_standingLock)
        {
            if (_standing is null || (_standing.IsCompleted && _hadNoRoom))
            {
                _hadNoRoom = false;
                _standing = TryOutAsync();
            }

            return _standing;
        }
    }

    /// <summary>Runs a tool to its end, or kills it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, and the tool killed.</exception>
    public async Task<RunResult> RunAsync(SandboxRun run, CancellationToken cancellationToken)
    {
        var standing = await StandingAsync().WaitAsync(cancellationToken);
        var started = clock.GetTimestamp();
        try
        {
            var (result, cpu) = await RunAsync(standing, run, cancellationToken);
            metrics.ToolRan(run.Tool.Name, result switch
            {
                RunResult.Done => ToolOutcome.Done,
                RunResult.TimedOut => ToolOutcome.TimedOut,
                RunResult.LimitReached => ToolOutcome.LimitReached,
                RunResult.Unavailable => ToolOutcome.Unavailable,
                _ => ToolOutcome.Failed,
            }, clock.GetElapsedTime(started), cpu);
            return result;
        }
        catch (OperationCanceledException)
        {
            metrics.ToolRan(run.Tool.Name, ToolOutcome.Cancelled, clock.GetElapsedTime(started), TimeSpan.Zero);
            throw;
        }
    }

    private async Task<(RunResult Result, TimeSpan Cpu)> RunAsync(SandboxStanding standing, SandboxRun run, CancellationToken cancellationToken)
    {
        if (standing is SandboxStanding.Refusing refusing)
        {
            return (new RunResult.Unavailable(refusing.Why, refusing.Package), TimeSpan.Zero);
        }

        if (run.Tool.Find() is not { } program)
        {
            return (new RunResult.Unavailable($"{run.Tool.Name} is not installed; install the package {run.Tool.Package}.", run.Tool.Package), TimeSpan.Zero);
        }

        // A link would be followed before the box closes: to whatever the one who made it likes to read.
        if (run.Inputs.Any(static path => !File.Exists(path) || new FileInfo(path).LinkTarget is not null))
        {
            return (new RunResult.Failed(1, "An input is no file."), TimeSpan.Zero);
        }

        try
        {
            return await ToolRun.ToEndAsync(Command(standing, program, run), run, clock, cancellationToken);
        }
        catch (FileNotFoundException missing)
        {
            return (new RunResult.Unavailable(missing.Message, Tool.Limiter.Package), TimeSpan.Zero);
        }
        catch (Win32Exception failure)
        {
            return (new RunResult.Unavailable($"{run.Tool.Name} cannot be started: {failure.Message}.", run.Tool.Package), TimeSpan.Zero);
        }
    }

    private static IReadOnlyList<string> Command(SandboxStanding standing, string program, SandboxRun run)
    {
        if (standing is SandboxStanding.Isolated box)
        {
            return BoxCommand.Isolated(box.Bubblewrap, program, run, box.Nested);
        }

        for (var at = 0; at < run.Inputs.Count; at++)
        {
            Link(run, at.ToString(CultureInfo.InvariantCulture), run.Inputs[at]);
        }

        if (run.OutputBesideInputs)
        {
            Link(run, "out", run.Scratch.Output);
        }

        return BoxCommand.LimitsOnly(program, run);
    }

    private static void Link(SandboxRun run, string name, string to)
    {
        var link = Path.Combine(run.Scratch.Links, name);
        File.Delete(link);
        File.CreateSymbolicLink(link, to);
    }

    private async Task<SandboxStanding> TryOutAsync()
    {
        var mode = options.Value.Sandbox;
        if (mode == SandboxMode.Off)
        {
            return WithLimitsOnly("Processing:Sandbox is off.");
        }

        Scratch scratch;
        try
        {
            scratch = scratchRoom.Take();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It says nothing of the box, and must not keep a node on a full disk from starting.
            _hadNoRoom = true;
            return new SandboxStanding.Refusing($"The sandbox could not be tried, for nothing can be written: {failure.Message}", Tool.Bubblewrap.Package);
        }

        using var _ = scratch;
        var (standing, why) = await SandboxTrial.RunAsync(Bubblewrap, scratch, clock, CancellationToken.None); // It ends by its own deadline.
        if (standing is not null)
        {
            return standing;
        }

        if (mode == SandboxMode.Required)
        {
            Log.Refusing(log, why);
            return new SandboxStanding.Refusing(
                $"Processing:Sandbox is required, and the sandbox cannot work here: {why}", Tool.Bubblewrap.Package);
        }

        return WithLimitsOnly(why);
    }

    private SandboxStanding WithLimitsOnly(string why)
    {
        if (MissingHolder is { } missing)
        {
            Log.Unheld(log, missing.Name, missing.Package);
            return new SandboxStanding.Refusing(
                $"{missing.Name} is not installed, without which nothing holds the tools; install the package {missing.Package}.", missing.Package);
        }

        Log.LimitsOnly(log, why);
        return new SandboxStanding.LimitsOnly(why);
    }

    private static partial class Log
    {
        [LoggerMessage(3000, LogLevel.Warning, "Tools run without a sandbox, with limits only: {Why} Set Processing:Sandbox to required to forbid that.")]
        public static partial void LimitsOnly(ILogger logger, string why);

        [LoggerMessage(3001, LogLevel.Error, "Nothing will be processed: Processing:Sandbox is required, and the sandbox cannot work here: {Why}")]
        public static partial void Refusing(ILogger logger, string why);

        [LoggerMessage(3002, LogLevel.Error, "Nothing will be processed: {Tool} is not installed, without which nothing holds the tools. "
            + "Install the package {Package}.")]
        public static partial void Unheld(ILogger logger, string tool, string package);
    }
}
