using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Sandboxing;

namespace MediaNode.Renditions;

/// <summary>Executes plans for some kinds. It runs within a place of the queue that its caller holds.</summary>
internal interface IProcessor
{
    bool Takes(Kind kind);

    /// <param name="source">What to mend.</param>
    /// <param name="kind">As what it is to be sent.</param>
    /// <param name="plan">The steps.</param>
    /// <param name="scratch">Where to work; the result is in its output folder.</param>
    /// <param name="progress">Told how far it is, from 0 to 1.</param>
    /// <param name="cancellationToken">Ends the tools.</param>
    Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan.Mend plan, Scratch scratch, IProgress<double>? progress,
        CancellationToken cancellationToken);
}

/// <summary>Makes what stands for a media before it is opened.</summary>
internal interface IPreviewer
{
    /// <summary>Whether there can be anything to show of such a media.</summary>
    bool Takes(Source source, Kind kind);

    /// <summary>Makes it together with those of others, in a place of the queue that they share.</summary>
    /// <returns>Null when it is to be made by itself: by <see cref="MakeAsync"/>, which also tells what is wrong with it.</returns>
    Task<Preview?> MakeTogetherAsync(Source source, Kind kind, CancellationToken cancellationToken);

    /// <summary>Makes it by itself, within a place of the queue that the caller holds.</summary>
    /// <returns>What could be made; a preview that could not is no reason to fail.</returns>
    Task<Preview> MakeAsync(Source source, Kind kind, Scratch scratch, CancellationToken cancellationToken);
}

/// <summary>What stands for a media: a picture, and the loudness of sound over time as 64 values from 0 to 100.</summary>
internal sealed record Preview(Thumbnail? Thumbnail, IReadOnlyList<int>? Waveform)
{
    public static readonly Preview None = new(null, null);

    /// <summary>Why there is none of what there could be, by no fault of the media: it is worth another try.</summary>
    public Refusal? Missing { get; init; }

    /// <summary>What the decoder found wrong with the media when it was to be shown.</summary>
    public IReadOnlyList<Breach> Damage { get; init; } = [];
}
