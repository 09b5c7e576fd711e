using MediaNode.Problems;

namespace MediaNode.Sandboxing;

/// <summary>What came of one run of a tool.</summary>
internal abstract record RunResult
{
    private RunResult()
    {
    }

    /// <summary>It ended well.</summary>
    /// <param name="Output">What it wrote to its standard output, from the start as far as the run keeps it.</param>
    /// <param name="Cpu">Processor time of the whole tree.</param>
    /// <param name="Elapsed">From start to end, the box included.</param>
    /// <param name="Errors">The end of its standard error, as <see cref="Failed"/> has it: a decoder may complain and go on.</param>
    public sealed record Done(string Output, TimeSpan Cpu, TimeSpan Elapsed, string Errors = "") : RunResult;

    /// <summary>It ended badly by itself.</summary>
    /// <param name="ExitCode">Its exit code, or 128 and the signal that ended it.</param>
    /// <param name="Errors">The end of its standard error, printable. It may quote the file: not for clients, nor for the log at more than debug.</param>
    public sealed record Failed(int ExitCode, string Errors) : RunResult;

    /// <summary>It was killed at its deadline.</summary>
    public sealed record TimedOut(TimeSpan Deadline) : RunResult;

    /// <summary>It asked for more than it was given.</summary>
    public sealed record LimitReached(RunLimit Which) : RunResult;

    /// <summary>It was not run: the tool is missing, or the box cannot work and must.</summary>
    /// <param name="Why">One sentence, for people.</param>
    /// <param name="Package">The package to install.</param>
    public sealed record Unavailable(string Why, string Package) : RunResult
    {
        public Refusal ToRefusal() => Problem.ProcessingUnavailable.Because(Why);
    }
}

/// <summary>A limit of one run.</summary>
internal enum RunLimit
{
    Memory,

    /// <summary>Processor time.</summary>
    Cpu,

    /// <summary>Bytes or files written.</summary>
    Output,
}
