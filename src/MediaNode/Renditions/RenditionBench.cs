using MediaNode.Catalog;
using MediaNode.Formats;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Inspection;
using MediaNode.Problems;
using MediaNode.Processing;
using MediaNode.Sandboxing;
using MediaNode.Volumes;

namespace MediaNode.Renditions;

/// <summary>A rendition that is to be settled, and why it failed if it did.</summary>
internal sealed record MadeRendition(Rendition Row, Refusal? Failure = null);

/// <summary>Where a rendition is made: looked at, decided, mended, copied to the volume, and written up in a receipt.</summary>
internal sealed class RenditionBench(
    MeasuredMedia measured, RenditionShelf shelf, ProcessingPolicy policy, ProcessingQueue queue, ScratchRoom scratchRoom,
    IEnumerable<IProcessor> processors, IPreviewer previewer, TimeProvider clock)
{
    // What claims nothing.
    private const string Anything = "application/octet-stream";

    private readonly IReadOnlyList<IProcessor> _processors = [.. processors];

    /// <param name="order">What is to be made.</param>
    /// <param name="blobs">Takes what was written to the volume, to be published with the row or dropped.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<MadeRendition> MakeAsync(
        RenditionOrder order, ICollection<BlobWriter> blobs, IProgress<double> progress, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        if (await shelf.WhyNotAsync(order.Media) is { } unusable)
        {
            return new MadeRendition(Failed(order, unusable), unusable);
        }

        var inspected = await measured.LookAsync(order.Media, cancellationToken);
        if (inspected is Inspected.Unavailable(var unavailable, _) && order.Kind != Kind.Document)
        {
            return new MadeRendition(Failed(order, unavailable), unavailable);
        }

        // A document goes whatever a decoder would find in it.
        var facts = inspected.Measured;
        var draft = new ReceiptDraft(order, facts, clock, started);
        var source = new Source(measured.PathOf(order.Media), facts);
        return RenditionPlan.Decide(facts, order.Kind, order.Media.Type, policy, order.Mode) switch
        {
            RenditionPlan.PassThrough(var told) => await PassAsync(order, source, draft with { Breaches = told }, blobs, cancellationToken),
            RenditionPlan.Mend plan => await MendAsync(order, source, plan, draft, blobs, progress, cancellationToken),
            RenditionPlan.Refuse(var refused) => Refused(order, draft with { Breaches = refused }),
            _ => throw new InvalidOperationException("A plan of no known kind."),
        };
    }

    public Rendition Failed(RenditionOrder order, Refusal why) => new()
    {
        Key = order.Key,
        State = RenditionState.Failed,
        Receipt = ReceiptDraft.Failed(order, why, clock).Write(),
    };

    private async Task<MadeRendition> PassAsync(
        RenditionOrder order, Source source, ReceiptDraft draft, ICollection<BlobWriter> blobs, CancellationToken cancellationToken)
    {
        var media = order.Media;
        var preview = previewer.Takes(source, order.Kind) ? await previewer.MakeTogetherAsync(source, order.Kind, cancellationToken) : Preview.None;
        if (preview is null)
        {
            using var place = await queue.EnterAsync(Urgency.Interactive, cancellationToken);
            if (place is null && order.Kind is Kind.Audio or Kind.Voice)
            {
                // Sound is sent with its waveform.
                return new MadeRendition(Failed(order, queue.Full), queue.Full);
            }

            // What conforms goes, shown or not.
            preview = place is null ? Preview.None with { Missing = queue.Full } : await PreviewAsync(source, order.Kind, cancellationToken);
            if (preview.Damage is { Count: > 0 } damage && order.Kind != Kind.Document)
            {
                return Refused(order, draft with { Breaches = damage });
            }
        }

        var type = SentType(media.Type, source.Facts, order.Kind);
        return new MadeRendition(new Rendition
        {
            Key = order.Key,
            State = RenditionState.Ready,
            Thumbnail = Keep(preview.Thumbnail, blobs),
            Type = type,
            Length = media.Length,
            Digest = media.Digest,
            Receipt = draft.AsIs(type, preview).Write(),
        });
    }

    private async Task<MadeRendition> MendAsync(
        RenditionOrder order, Source source, RenditionPlan.Mend plan, ReceiptDraft draft, ICollection<BlobWriter> blobs,
        IProgress<double> progress, CancellationToken cancellationToken)
    {
        var urgency = UrgencyOf(order.Kind, source.Facts, plan);
        using var place = await queue.EnterAsync(urgency, cancellationToken);
        if (place is null)
        {
            return new MadeRendition(Failed(order, queue.Full), queue.Full);
        }

        using var scratch = scratchRoom.TryTake(RoomFor(source, order.Kind), out var noRoom);
        if (scratch is null)
        {
            return new MadeRendition(Failed(order, noRoom!), noRoom);
        }

        draft = draft with { Breaches = plan.Breaches, Planned = plan.Steps };
        var processor = _processors.First(candidate => candidate.Takes(order.Kind));
        switch (await processor.RunAsync(source, order.Kind, plan, scratch, progress, cancellationToken))
        {
            case Processed.Refused(var breaches):
                return Refused(order, draft with { Breaches = breaches, Planned = [] });
            case Processed.Failed(var why):
                return new MadeRendition(Failed(order, why), why);
            case Processed.Made made:
                return await KeepAsync(order, made, draft, scratch, blobs, cancellationToken);
            default:
                throw new InvalidOperationException("A result of no known kind.");
        }
    }

    private async Task<MadeRendition> KeepAsync(
        RenditionOrder order, Processed.Made made, ReceiptDraft draft, Scratch scratch, ICollection<BlobWriter> blobs,
        CancellationToken cancellationToken)
    {
        using var result = scratch.OpenOutput(made.File) ?? throw new InvalidDataException("The result of processing is no file.");
        var source = new Source(Path.Combine(scratch.Output, made.File), made.Facts);
        var preview = await PreviewAsync(source, order.Kind, cancellationToken);
        if (preview.Damage is { Count: > 0 } damage)
        {
            // What was mended without a decoder is decoded here for the first time.
            return Refused(order, draft with { Breaches = damage, Planned = [] });
        }

        var blob = shelf.Create();
        blobs.Add(blob);
        var digest = RenditionShelf.Copy(result, blob, cancellationToken);
        return new MadeRendition(new Rendition
        {
            Key = order.Key,
            State = RenditionState.Ready,
            Blob = blob.Key.Id,
            Thumbnail = Keep(preview.Thumbnail, blobs),
            Type = made.Facts.Type,
            Length = blob.Length,
            Digest = digest,
            Receipt = draft.Mended(made, blob.Length, preview).Write(),
        });
    }

    /// <summary>In a scratch of its own: in that of the rendition the tools would find names taken, by the very file that is shown.</summary>
    private async Task<Preview> PreviewAsync(Source source, Kind kind, CancellationToken cancellationToken)
    {
        if (!previewer.Takes(source, kind))
        {
            return Preview.None;
        }

        using var scratch = scratchRoom.TryTake(RoomFor(source, kind), out var noRoom);
        return scratch is null
            ? Preview.None with { Missing = noRoom }
            : await previewer.MakeAsync(source, kind, scratch, cancellationToken);
    }

    private static MadeRendition Refused(RenditionOrder order, ReceiptDraft draft) => new(new Rendition
    {
        Key = order.Key,
        State = RenditionState.Refused,
        Receipt = draft.Refused().Write(),
    });

    private Guid? Keep(Thumbnail? thumbnail, ICollection<BlobWriter> blobs)
    {
        if (thumbnail is null)
        {
            return null;
        }

        var blob = shelf.Create();
        blobs.Add(blob);
        blob.Write([thumbnail.Jpeg], thumbnail.Jpeg.Length);
        return blob.Key.Id;
    }

    /// <summary>Minutes are long: a remux, or half a minute to transcode, does not wait for them.</summary>
    private static Urgency UrgencyOf(Kind kind, MediaFacts facts, RenditionPlan.Mend plan)
    {
        if (kind is Kind.Image or Kind.Sticker)
        {
            return Urgency.Interactive;
        }

        var shortest = plan.Steps.Any(step => step is Step.TranscodeVideo) ? TimeSpan.FromSeconds(30)
            : plan.Steps.Any(step => step is Step.TranscodeAudio or Step.TranscodeAudioOfVideo) ? TimeSpan.FromMinutes(5)
            : TimeSpan.MaxValue;
        return facts.Duration is { } duration && duration <= shortest ? Urgency.Short : Urgency.Long;
    }

    /// <summary>
    /// The type that goes with bytes that are sent as they came: the claim where it says what was measured, else what was measured; for a
    /// document the claim, as long as it claims anything.
    /// </summary>
    private static string SentType(string claimed, MediaFacts facts, Kind kind)
    {
        var claim = MediaType.TryParse(claimed, out var parsed, out _) ? parsed : null;
        var keeps = kind == Kind.Document
            ? claim is not null && claim.Essence != Anything
            : claim is not null && MediaType.TryParse(facts.Type, out var found, out _) && claim == found;
        return keeps ? claimed : facts.Type;
    }

    /// <summary>
    /// What the tools may write, by what they are known to: uncompressed pictures between two steps, and sound and video twice over.
    /// </summary>
    private static long RoomFor(Source source, Kind kind)
    {
        const long Margin = 16 << 20;
        const int BytesAPixel = 16; // Four channels of 16 bits, read and written.
        var most = KindLimit.Of(kind).MostPlain;
        return ((source.Facts.Image?.Pixels ?? 0) * BytesAPixel) + (2 * Math.Min(source.Facts.Length, 4 * most)) + (2 * most) + Margin;
    }
}
