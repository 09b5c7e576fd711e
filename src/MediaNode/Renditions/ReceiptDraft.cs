using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Problems;
using MediaNode.Processing;

namespace MediaNode.Renditions;

/// <summary>A receipt while the rendition is being made: what every receipt of the order says, whatever comes of it.</summary>
internal sealed record ReceiptDraft(RenditionOrder Order, MediaFacts Facts, TimeProvider Clock, long Started)
{
    public IReadOnlyList<Breach> Breaches { get; init; } = [];

    public IReadOnlyList<Step> Planned { get; init; } = [];

    /// <param name="type">The type that the bytes are sent as.</param>
    /// <param name="preview">What stands for them.</param>
    public Receipt AsIs(string type, Preview preview) => Shown(
        Write("as-is") with { After = new ContentEntry(type, Order.Media.Length) }, Facts, preview);

    public Receipt Mended(Processed.Made made, long length, Preview preview) => Shown(
        Write("mended") with
        {
            After = new ContentEntry(made.Facts.Type, length),
            Steps = [.. made.Done.Select(done => new StepEntry(done.Step, done.Detail, (long)done.Elapsed.TotalMilliseconds))],
        },
        made.Facts,
        preview);

    public Receipt Refused() => Write("refused");

    public static Receipt Failed(RenditionOrder order, Refusal why, TimeProvider clock) => new()
    {
        Kind = order.Key.Kind,
        Mode = ProcessingModes.NameOf(order.Mode),
        Policy = order.Key.Policy,
        Verdict = "failed",
        Reason = why.Details,
        Before = new ContentEntry(order.Media.Type, order.Media.Length),
        MadeAt = clock.GetUtcNow(),
    };

    private Receipt Write(string verdict) => new()
    {
        Kind = Order.Key.Kind,
        Mode = ProcessingModes.NameOf(Order.Mode),
        Policy = Order.Key.Policy,
        Verdict = verdict,
        Breaches = BreachEntry.ListOf(Breaches, Planned, Facts, Order.Kind),
        Before = new ContentEntry(Facts.Type, Order.Media.Length),
        Milliseconds = (long)Clock.GetElapsedTime(Started).TotalMilliseconds,
        MadeAt = Clock.GetUtcNow(),
    };

    private static Receipt Shown(Receipt receipt, MediaFacts facts, Preview preview)
    {
        var (width, height) = SizeOf(facts);
        return receipt with
        {
            Width = width,
            Height = height,
            Duration = facts.Duration is { } duration ? Math.Round(duration.TotalSeconds, 3) : null,
            Waveform = preview.Waveform,
            PreviewMissing = preview.Missing?.Details,
            Thumbnail = preview.Thumbnail is { } shown ? new ThumbnailEntry(shown.Width, shown.Height, shown.Jpeg.Length) : null,
        };
    }

    private static (int? Width, int? Height) SizeOf(MediaFacts facts)
    {
        if (facts.Image is { } image)
        {
            // From 5 on, EXIF orientations turn the picture on its side.
            return image.Orientation >= 5 ? (image.Height, image.Width) : (image.Width, image.Height);
        }

        var video = facts.Tracks.FirstOrDefault(track => track.Kind == TrackKind.Video);
        return video?.Rotation is 90 or 270 ? (video.Height, video.Width) : (video?.Width, video?.Height);
    }
}
