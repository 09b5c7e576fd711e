using MediaNode.Sandboxing.Tools;

namespace MediaNode.Sandboxing;

/// <summary>One run of a tool.</summary>
/// <remarks>
/// The tool's working directory has the inputs as <c>in/0</c>, <c>in/1</c> … and a folder <c>out</c> that it may write;
/// arguments name files so, in the box and outside.
/// </remarks>
internal sealed record SandboxRun
{
    public required Tool Tool { get; init; }

    /// <summary>Built by us from values. Nothing that a client sent is ever among them.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Files that it may read, by their full paths.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Modules of libvips, by their file names, that it needs. In the box there are no others.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Whether <c>in/out</c> leads to <c>out</c>: for a tool that writes beside what it reads, and nowhere else.</summary>
    public bool OutputBesideInputs { get; init; }

    /// <summary>Where it may write.</summary>
    public required Scratch Scratch { get; init; }

    public required RunLimits Limits { get; init; }

    /// <summary>How much of its standard output is kept, from the start. The rest is read and dropped.</summary>
    public int KeepOutput { get; init; } = 16 << 10;

    /// <summary>Gets each line of standard output as it comes, cut at 1,000 characters; from another thread.</summary>
    public Action<string>? OnLine { get; init; }
}

/// <summary>What one run may take.</summary>
/// <param name="Memory">Bytes that a process of it may allocate.</param>
/// <param name="Output">Bytes that it may write, all files together.</param>
/// <param name="Deadline">By the clock on the wall.</param>
internal sealed record RunLimits(long Memory, long Output, TimeSpan Deadline)
{
    /// <summary>Processor time of a process. By default what the deadline allows on every processor.</summary>
    public TimeSpan Cpu { get; init; } = Deadline * Environment.ProcessorCount;

    /// <summary>Processes and threads. The kernel does not count those of a node that runs as root.</summary>
    public int Processes { get; init; } = 256; // A transcode on 64 processors starts some 200 threads.

    public int OpenFiles { get; init; } = 64; // The tools need a dozen.
}
