using MediaNode.Formats.Images;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using Microsoft.Extensions.Options;

namespace MediaNode.Inspection;

/// <summary>Looks at files: at the header itself, and at sound and video, of which it tells too little, through ffprobe in the box.</summary>
/// <remarks>Pictures and documents never start a process, nor does what has a broken header, or more pixels than may be decoded.</remarks>
internal sealed class MediaInspector(
    Sandbox sandbox, ProcessingQueue queue, ScratchRoom room, IOptions<SandboxOptions> options, DecodeBounds bounds)
{
    // ffprobe writes nothing; room for what a library leaves behind.
    private const long MostWritten = 1 << 20;

    /// <summary>The tool that is asked; replaced in tests.</summary>
    public Tool Ffprobe { get; init; } = Tool.Ffprobe;

    /// <summary>Looks at a file, once there is a place for a tool if it takes one.</summary>
    /// <param name="path">Of ours, and written by nobody.</param>
    /// <param name="cancellationToken">Kills the tool.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<Inspected> InspectAsync(string path, CancellationToken cancellationToken)
    {
        var header = ReadHeader(path);
        if (FormatOf(header) is not { } format)
        {
            return new Inspected.Facts(header);
        }

        using var place = await queue.EnterAsync(Urgency.Interactive, cancellationToken);
        if (place is null)
        {
            return new Inspected.Unavailable(queue.Full, header);
        }

        using var scratch = room.Take();
        return await ProbeAsync(path, header, format, scratch, cancellationToken);
    }

    /// <summary>Looks at a file for one who has a place and a scratch already, and so cannot be turned away.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<Inspected> InspectAsync(string path, Scratch scratch, CancellationToken cancellationToken)
    {
        var header = ReadHeader(path);
        return FormatOf(header) is { } format
            ? await ProbeAsync(path, header, format, scratch, cancellationToken)
            : new Inspected.Facts(header);
    }

    private static MediaFacts ReadHeader(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var source = new FileSource(file);
        var facts = MediaSniffer.Inspect(source);
        // The headers do not tell how much of a file is metadata. It is looked for only where it decides something.
        return facts is { Damage: null, Image: { } image } && MostOf(facts.Container) < facts.Length
            ? facts with { Image = image with { LengthWithoutMetadata = MetadataStripper.Measure(source) } }
            : facts;
    }

    // Bytes of a picture that may go as it is, for those that the stripper knows.
    private static long? MostOf(Container container) => container switch
    {
        Container.Jpeg or Container.Png => KindLimit.Of(Kind.Image).MostPlain,
        Container.WebP => KindLimit.Of(Kind.Sticker).MostPlain,
        _ => null,
    };

    private MediaFormat? FormatOf(MediaFacts header) =>
        header.Damage is not null || header.Tracks.Any(track => (long?)track.Width * track.Height > bounds.MostPixels)
            ? null
            : MediaFormat.For(header.Container);

    private async Task<Inspected> ProbeAsync(
        string path, MediaFacts header, MediaFormat format, Scratch scratch, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var result = await sandbox.RunAsync(new()
        {
            Tool = Ffprobe,
            Arguments = Sandboxing.Tools.Ffprobe.Arguments(format),
            Inputs = [path],
            Scratch = scratch,
            Limits = new RunLimits(settings.MemoryPerJob.Bytes, scratch.Measure() + MostWritten, settings.ImageTimeout),
            KeepOutput = Sandboxing.Tools.Ffprobe.MostOutput,
        }, cancellationToken);
        return result switch
        {
            RunResult.Done done => new Inspected.Facts(ProbedFacts.Merge(header, Sandboxing.Tools.Ffprobe.Read(done.Output))),
            RunResult.Failed failed => new Inspected.Facts(Sandboxing.Tools.Ffprobe.ForbiddenCodec(failed.Errors) is { } codec
                ? ProbedFacts.WithForbidden(header, codec)
                : header with { Damage = ProbedFacts.Undecodable }),
            RunResult.LimitReached => new Inspected.Facts(header with { Damage = ProbedFacts.Excessive }),
            RunResult.TimedOut late => new Inspected.Unavailable(Problem.ProcessingGaveUp.Because(
                $"{Ffprobe.Name} did not get done within {late.Deadline.TotalSeconds:0} seconds (Processing:ImageTimeout)."), header),
            RunResult.Unavailable missing => new Inspected.Unavailable(missing.ToRefusal(), header),
            _ => throw new InvalidOperationException(result.GetType().Name),
        };
    }
}
