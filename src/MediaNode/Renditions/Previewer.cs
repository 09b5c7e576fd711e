using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Processing;
using MediaNode.Processing.Pictures;
using MediaNode.Processing.Plays;
using MediaNode.Sandboxing;

namespace MediaNode.Renditions;

/// <summary>Makes thumbnails of what can be seen and waveforms of what is heard, each by the tools that know it.</summary>
internal sealed class Previewer(
    PictureThumbnails pictures, ThumbnailGroups groups, PlayThumbnails plays, Waveform waveform, ProcessingPolicy policy) : IPreviewer
{
    public bool Takes(Source source, Kind kind) => Shows(source.Facts) || IsHeard(source.Facts, kind);

    public async Task<Preview?> MakeTogetherAsync(Source source, Kind kind, CancellationToken cancellationToken) =>
        Shows(source.Facts) && !HasPicture(source.Facts) && !IsHeard(source.Facts, kind)
            && await groups.MakeAsync(source, cancellationToken) is { } thumbnail
            ? new Preview(thumbnail, null)
            : null;

    public async Task<Preview> MakeAsync(Source source, Kind kind, Scratch scratch, CancellationToken cancellationToken)
    {
        var (thumbnail, failure) = !Shows(source.Facts) ? (null, null)
            : HasPicture(source.Facts) ? (await plays.MakeAsync(source, scratch, cancellationToken), null)
            : await pictures.MakeAsync(source, scratch, cancellationToken);
        var wave = IsHeard(source.Facts, kind) ? await waveform.MakeAsync(source, scratch, cancellationToken) : null;
        return new Preview(thumbnail, wave is null ? null : [.. wave.Select(value => (int)value)])
        {
            Missing = (failure as Processed.Failed)?.Refusal,
            Damage = (failure as Processed.Refused)?.Breaches ?? [],
        };
    }

    /// <summary>A document may hold anything: what no decoder may be started for has no thumbnail.</summary>
    private bool Shows(MediaFacts facts) => facts.Damage is null
        && (facts.Container == Container.Pdf
            || (facts.Image is { } image && image.Pixels <= policy.Bounds.MostPixels && image.Frames <= policy.Bounds.MostFrames)
            || HasPicture(facts));

    private bool HasPicture(MediaFacts facts) => facts.Tracks.Any(track =>
        track.Kind == TrackKind.Video && (long?)track.Width * track.Height <= policy.Bounds.MostPixels);

    private static bool IsHeard(MediaFacts facts, Kind kind) =>
        kind is Kind.Audio or Kind.Voice && facts.Damage is null && facts.Tracks.Any(track => track.Kind == TrackKind.Audio);
}
