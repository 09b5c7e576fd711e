using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Processing;
using MediaNode.Processing.Pictures;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using MediaNode.Tests.Samples;
using MediaNode.Tests.Sandboxing;
using Microsoft.Extensions.Options;
using Shouldly;

namespace MediaNode.Tests.Processing.Pictures;

/// <summary>The processor of pictures with the real tools in the real box.</summary>
internal sealed class PictureBench : IDisposable
{
    private readonly Box _box;
    private readonly SandboxOptions _options = new();

    public PictureBench(SandboxMode mode = SandboxMode.Required, Tool? bubblewrap = null, TimeSpan? timeout = null)
    {
        _box = new Box(mode, bubblewrap);
        _options.ImageTimeout = timeout ?? _options.ImageTimeout;
    }

    public ProcessingPolicy Policy { get; init; } = new();

    public Scratch Scratch => _box.Scratch;

    public Tool Vips { get; init; } = Tool.Vips;

    public PictureProcessor Processor => new(_box.Sandbox, Options.Create(_options), Policy, TimeProvider.System) { Vips = Vips };

    public PictureThumbnails Thumbnails => new(_box.Sandbox, Options.Create(_options));

    public string Write(string name, ReadOnlySpan<byte> bytes) => _box.Write(name, bytes);

    public static Source SourceOf(string path) => new(path, MediaSniffer.Inspect(new MemorySource(File.ReadAllBytes(path))));

    public static async Task<Source> SampleAsync(string file) => SourceOf(await SampleFiles.PathAsync(file));

    public RenditionPlan Decide(Source source, Kind kind, string? claimed = null) =>
        RenditionPlan.Decide(source.Facts, kind, claimed, Policy);

    public Task<Processed> RunAsync(Source source, Kind kind, CancellationToken cancellationToken = default) =>
        Processor.RunAsync(source, kind, Decide(source, kind).ShouldBeOfType<RenditionPlan.Mend>(), Scratch, cancellationToken);

    public async Task<(Processed.Made Made, string Path)> MakeAsync(Source source, Kind kind)
    {
        var processed = await RunAsync(source, kind);
        var made = processed.ShouldBeOfType<Processed.Made>(Describe(processed));

        // Under a name that tells the tools what it is: they judge by it.
        var extension = made.Facts.Container switch { Container.Png => "png", Container.WebP => "webp", _ => "jpg" };
        var path = Path.Combine(_box.Folder, $"result.{extension}");
        File.Copy(Path.Combine(Scratch.Output, made.File), path, overwrite: true);
        return (made, path);
    }

    public static string Describe(Processed processed) => processed switch
    {
        Processed.Refused refused => string.Join("; ", refused.Breaches.Select(breach => $"{breach.Rule.Id}: {breach.Found}")),
        Processed.Failed failed => failed.Refusal.ToString()!,
        _ => processed.ToString(),
    };

    public void Dispose() => _box.Dispose();
}
