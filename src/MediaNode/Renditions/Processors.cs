using MediaNode.Formats.Limits;
using MediaNode.Processing;
using MediaNode.Processing.Pictures;
using MediaNode.Processing.Plays;
using MediaNode.Sandboxing;

namespace MediaNode.Renditions;

/// <summary>Images and stickers.</summary>
internal sealed class Pictures(PictureProcessor processor) : IProcessor
{
    public bool Takes(Kind kind) => kind is Kind.Image or Kind.Sticker;

    public Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan.Mend plan, Scratch scratch, IProgress<double>? progress,
        CancellationToken cancellationToken) =>
        processor.RunAsync(source, kind, plan, scratch, cancellationToken);
}

/// <summary>Audio and voice messages.</summary>
internal sealed class Sounds(SoundProcessor processor) : IProcessor
{
    public bool Takes(Kind kind) => kind is Kind.Audio or Kind.Voice;

    public Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan.Mend plan, Scratch scratch, IProgress<double>? progress,
        CancellationToken cancellationToken) =>
        processor.RunAsync(source, kind, plan, scratch, progress, cancellationToken);
}

/// <summary>Videos.</summary>
internal sealed class Videos(VideoProcessor processor) : IProcessor
{
    public bool Takes(Kind kind) => kind == Kind.Video;

    public Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan.Mend plan, Scratch scratch, IProgress<double>? progress,
        CancellationToken cancellationToken) =>
        processor.RunAsync(source, kind, plan, scratch, progress, cancellationToken);
}
