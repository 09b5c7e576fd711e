namespace MediaNode.Sandboxing;

/// <summary>One tool under way: listened to, watched, killed whole on every path that is not its own end.</summary>
internal static class ToolRun
{
    private const int KeepErrors = 16 << 10;
    private const int BySignal = 128;
    private const int KillSignal = 9;
    private const int CpuSignal = 24; // SIGXCPU
    private const int FileSizeSignal = 25; // SIGXFSZ

    private static readonly TimeSpan _measureEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(5);

    /// <summary>Runs a command line to its end, or kills it at a limit.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">It could not be started.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and killed.</exception>
    public static async Task<(RunResult Result, TimeSpan Cpu)> ToEndAsync(
        IReadOnlyList<string> command, SandboxRun run, TimeProvider clock, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        using var late = new CancellationTokenSource(run.Limits.Deadline, clock);
        using var tooMuch = new CancellationTokenSource();
        using var done = new CancellationTokenSource();
        using var child = await Child.StartAsync(command, BoxCommand.Environment, run.Scratch.Path);
        using var killLate = late.Token.Register(child.Kill);
        using var killOnCancel = cancellationToken.Register(child.Kill);
        var watching = WatchAsync(run, child, tooMuch, clock, done.Token);
        try
        {
            using var hanging = new CancellationTokenSource();
            var output = new ToolOutput(run.OnLine).KeepStartAsync(child.Output, run.KeepOutput, hanging.Token);
            var errors = ToolOutput.KeepEndAsync(child.Error, KeepErrors, hanging.Token);
            var exit = await child.Exited;
            var elapsed = clock.GetElapsedTime(started);
            // Outside the box a grandchild may live on and hold the pipes: it is not waited for.
            using var patience = new CancellationTokenSource(_lastWords, clock);
            using var patienceEnds = patience.Token.Register(hanging.Cancel);
            var words = await EndOrNothingAsync(output);
            var complaint = await EndOrNothingAsync(errors);
            cancellationToken.ThrowIfCancellationRequested();
            var overdue = late.IsCancellationRequested && exit.Code != 0;
            var result = tooMuch.IsCancellationRequested || run.Scratch.Measure() > run.Limits.Output ? new RunResult.LimitReached(RunLimit.Output)
                : overdue ? new RunResult.TimedOut(run.Limits.Deadline)
                : exit.Code == 0 ? new RunResult.Done(words, exit.Cpu, elapsed, complaint)
                : Judge(exit, complaint, run.Limits);
            return (result, exit.Cpu);
        }
        finally
        {
            child.Kill();
            await done.CancelAsync();
            await watching;
        }
    }

    // The kernel bounds each file; the sum of them is looked at.
    private static async Task WatchAsync(SandboxRun run, Child child, CancellationTokenSource tooMuch, TimeProvider clock, CancellationToken done)
    {
        using var timer = new PeriodicTimer(_measureEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                if (run.Scratch.Measure() > run.Limits.Output)
                {
                    await tooMuch.CancelAsync();
                    child.Kill();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The tool has ended.
        }
    }

    private static async Task<string> EndOrNothingAsync(Task<string> reading)
    {
        try
        {
            return await reading;
        }
        catch (OperationCanceledException)
        {
            return "";
        }
    }

    private static RunResult Judge(ChildExit exit, string errors, RunLimits limits)
    {
        RunLimit? reached = exit.Code switch
        {
            BySignal + CpuSignal => RunLimit.Cpu,
            BySignal + FileSizeSignal => RunLimit.Output,
            // ffmpeg takes the first signal as a wish to end, and ends by itself.
            _ when exit.Cpu >= limits.Cpu => RunLimit.Cpu,
            // Not by us: the kernel found no memory.
            BySignal + KillSignal => RunLimit.Memory,
            _ when errors.Contains("annot allocate memory", StringComparison.Ordinal)
                || errors.Contains("ut of memory", StringComparison.Ordinal)
                || errors.Contains("ailed to allocate", StringComparison.Ordinal)
                || errors.Contains("bad_alloc", StringComparison.Ordinal) => RunLimit.Memory,
            _ when errors.Contains("File too large", StringComparison.Ordinal) => RunLimit.Output,
            _ => null,
        };
        return reached is { } which ? new RunResult.LimitReached(which) : new RunResult.Failed(exit.Code, errors);
    }
}
