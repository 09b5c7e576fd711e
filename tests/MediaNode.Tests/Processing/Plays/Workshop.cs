using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Inspection;
using MediaNode.Processing;
using MediaNode.Processing.Plays;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Samples;
using MediaNode.Tests.Sandboxing;
using Shouldly;

namespace MediaNode.Tests.Processing.Plays;

/// <summary>Everything that makes sound and video fit, with the real tools in the real box.</summary>
internal sealed class Workshop : IDisposable
{
    private readonly Tool _ffmpeg;
    private readonly Tool _ffprobe;

    public Workshop(Tool? ffmpeg = null, Tool? ffprobe = null) => (_ffmpeg, _ffprobe) = (ffmpeg ?? Tool.Ffmpeg, ffprobe ?? Tool.Ffprobe);

    public Box Box { get; } = new();

    public SandboxOptions Options { get; } = new() { Sandbox = SandboxMode.Required };

    public ProcessingPolicy Policy { get; } = new();

    public ProcessingQueue Queue { get; init; } = new(new SandboxOptions(), processors: 2, memory: 8L << 30);

    public MediaInspector Inspector =>
        new(Box.Sandbox, Queue, Box.Room, Microsoft.Extensions.Options.Options.Create(Options), Policy.Bounds) { Ffprobe = _ffprobe };

    public FfmpegRuns Ffmpeg =>
        new(Box.Sandbox, Microsoft.Extensions.Options.Options.Create(Options), TimeProvider.System) { Ffmpeg = _ffmpeg };

    public SoundProcessor Sound => new(Ffmpeg, new ResultCheck(Inspector, Policy.Bounds));

    public VideoProcessor Video => new(Ffmpeg, new ResultCheck(Inspector, Policy.Bounds));

    public PlayThumbnails Thumbnails => new(Ffmpeg);

    public Waveform Waveform => new(Ffmpeg);

    public static CancellationToken Now => Xunit.TestContext.Current.CancellationToken;

    public async Task<MediaFacts> FactsAsync(string path) =>
        (await Inspector.InspectAsync(path, Now)).ShouldBeOfType<Inspected.Facts>().Media;

    public async Task<Source> SourceAsync(string path) => new(path, await FactsAsync(path));

    public async Task<Source> SampleAsync(string file) => await SourceAsync(await SampleFiles.PathAsync(file));

    public RenditionPlan Plan(Source source, Kind kind, string? claimed = null, ProcessingMode mode = ProcessingMode.Fix) =>
        RenditionPlan.Decide(source.Facts, kind, claimed, Policy, mode);

    public Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan plan, IProgress<double>? progress = null, CancellationToken? cancellationToken = null)
    {
        var mend = plan.ShouldBeOfType<RenditionPlan.Mend>();
        return kind == Kind.Video
            ? Video.RunAsync(source, kind, mend, Box.Scratch, progress, cancellationToken ?? Now)
            : Sound.RunAsync(source, kind, mend, Box.Scratch, progress, cancellationToken ?? Now);
    }

    public string PathOf(Processed made) => Path.Combine(Box.Scratch.Output, made.ShouldBeOfType<Processed.Made>(Text(made)).File);

    public void Dispose() => Box.Dispose();

    private static string Text(Processed processed) => processed switch
    {
        Processed.Refused refused => string.Join("; ", refused.Breaches.Select(breach => $"{breach.Rule.Id}: {breach.Found}")),
        Processed.Failed failed => failed.Refusal.Details,
        _ => "",
    };
}
