using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing.Pictures;

/// <summary>The runs of tools that one picture takes, one after the other, with what they leave in the scratch directory.</summary>
internal sealed class PictureRuns(Sandbox sandbox, SandboxOptions options, Source source, Scratch scratch)
{
    /// <summary>What tools call the source.</summary>
    public const string Original = "in/0";

    private const string Out = "out/";
    private const long Room = 64 << 20;
    private const int BytesAPixel = 8; // Four channels of 16 bits.
    private const int MostAtOnce = 3; // What is read, what is written, and what libvips turns over on the disk.

    private int _last;

    /// <summary>What decodes; replaced in tests.</summary>
    public Tool Vips { get; init; } = Tool.Vips;

    public Source Source => source;

    /// <summary>Bytes that executing a plan for such a picture may write, all at once.</summary>
    public static long MostWritten(MediaFacts facts) => MostWritten(facts.Image?.Pixels ?? 0);

    /// <summary>The same for so many pixels.</summary>
    public static long MostWritten(long pixels) => Room + (pixels * BytesAPixel * MostAtOnce);

    /// <summary>A name that nothing has yet, such as <c>out/3.tif</c>.</summary>
    public string NewFile(string extension) =>
        string.Create(CultureInfo.InvariantCulture, $"{Out}{++_last}.{extension}");

    /// <summary>Runs vips.</summary>
    /// <returns>Why it is over, or null when all is well.</returns>
    public Task<Processed?> VipsAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        RunAsync(Vips, arguments, cancellationToken);

    /// <inheritdoc cref="VipsAsync"/>
    public async Task<Processed?> RunAsync(Tool tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        await ResultAsync(tool, arguments, cancellationToken) switch
        {
            RunResult.Done done when IsCorrupt(done.Errors) => Damaged,
            RunResult.Done => null,
            RunResult.Unavailable missing => new Processed.Failed(missing.ToRefusal()),
            RunResult.TimedOut late => GaveUp(
                string.Create(CultureInfo.InvariantCulture, $"The picture was not processed within {late.Deadline.TotalSeconds:0.#} seconds.")),
            RunResult.LimitReached limit => GaveUp($"Processing the picture takes more {NameOf(limit.Which)} than a tool is given."),
            _ => Damaged,
        };

    /// <summary>How long a file is that was just made.</summary>
    public long LengthOf(string path)
    {
        using var file = scratch.OpenOutput(NameOf(path));
        return file is null ? 0 : RandomAccess.GetLength(file);
    }

    /// <summary>Looks at a file that was just made, as at any other.</summary>
    public MediaFacts Inspect(string path)
    {
        using var file = scratch.OpenOutput(NameOf(path));
        return MediaSniffer.Inspect(file is null ? new MemorySource(default) : new HandleSource(file));
    }

    /// <summary>Removes a file that is no longer needed.</summary>
    public void Drop(string path) => File.Delete(Path.Combine(scratch.Output, NameOf(path)));

    /// <summary>What tools call a file of the output folder.</summary>
    public static string PathOf(string name) => Out + name;

    /// <summary>A file's name in the output folder.</summary>
    public static string NameOf(string path) => path[Out.Length..];

    private Task<RunResult> ResultAsync(Tool tool, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        sandbox.RunAsync(
            new SandboxRun
            {
                Tool = tool,
                Arguments = arguments,
                Inputs = [source.Path],
                Modules = PictureLoader.For(source.Facts.Container) is { } loader && arguments.Contains(Original) ? loader.Modules : [],
                Scratch = scratch,
                Limits = new RunLimits(options.MemoryPerJob.Bytes, MostWritten(source.Facts), options.ImageTimeout),
            },
            cancellationToken);

    private static Processed Damaged =>
        new Processed.Refused([new Breach(Rule.MediaDamaged, "a picture whose data cannot be decoded", Rule.MediaDamaged.Accepted)]);

    // libjpeg replaces what it cannot decode by gray, complains and ends well. Stray bytes before a marker are no loss: phones write them.
    private static bool IsCorrupt(string errors) =>
        errors.Contains("Premature end of JPEG", StringComparison.Ordinal)
        || errors.Split('\n').Any(line => line.Contains("Corrupt JPEG data", StringComparison.Ordinal)
            && !line.Contains("extraneous bytes", StringComparison.Ordinal));

    private static Processed.Failed GaveUp(string why) => new(Problem.ProcessingGaveUp.Because(why));

    private static string NameOf(RunLimit limit) => limit switch
    {
        RunLimit.Memory => "memory",
        RunLimit.Cpu => "processor time",
        _ => "disk",
    };
}
