using System.Globalization;
using MediaNode.Formats.Images;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace MediaNode.Processing.Pictures;

/// <summary>Executes the plans of images and stickers. What is decoded is decoded by vips in the box.</summary>
internal sealed class PictureProcessor(Sandbox sandbox, IOptions<SandboxOptions> options, ProcessingPolicy policy, TimeProvider clock)
{
    private const string Stripped = "stripped";

    /// <summary>What decodes; replaced in tests.</summary>
    public Tool Vips { get; init; } = Tool.Vips;

    /// <summary>Bytes that a plan may write into its scratch directory.</summary>
    public static long MostWritten(MediaFacts facts) => PictureRuns.MostWritten(facts) + facts.Length;

    /// <summary>Takes the steps of a plan, and looks at what came of them.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="kind">What it is to be sent as.</param>
    /// <param name="plan">The steps.</param>
    /// <param name="scratch">Where the result is left.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    public async Task<Processed> RunAsync(
        Source source, Kind kind, RenditionPlan.Mend plan, Scratch scratch, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var runs = new PictureRuns(sandbox, options.Value, source, scratch) { Vips = Vips };
        var (file, halted, details) = plan.Steps switch
        {
            [Step.StripMetadata] => (StripSource(source, scratch), null, (Details)(_ => WithoutDecoder(source, scratch))),
            _ => await DecodeAsync(runs, scratch, plan.Steps, cancellationToken),
        };
        if (file is null)
        {
            return halted ?? Damaged("the picture cannot be read to its end");
        }

        var facts = runs.Inspect(file);
        // Its dimensions were checked before it was decoded.
        Breach[] breaches =
        [
            .. Conformance.Check(facts, kind, claimedType: null, policy.Bounds).Where(breach => breach.Rule.Force != RuleForce.Advised),
        ];
        return breaches.Length > 0
            ? new Processed.Refused(breaches)
            : new Processed.Made(PictureRuns.NameOf(file), facts, Receipt(plan.Steps, details, facts, clock.GetElapsedTime(started)));
    }

    private delegate string? Details(Step step);

    private static async Task<(string? File, Processed? Halted, Details Details)> DecodeAsync(
        PictureRuns runs, Scratch scratch, IReadOnlyList<Step> steps, CancellationToken cancellationToken)
    {
        var facts = runs.Source.Facts;
        var original = PictureRuns.Original;
        var loader = PictureLoader.For(facts.Container);
        if (facts.Container == Container.Bmp)
        {
            (original, loader) = (runs.NewFile("tif"), PictureLoader.For(Container.Tiff));
            if (await runs.RunAsync(Tool.Ffmpeg, Bitmap.ToTiff(original, facts.Image!.HasAlpha), cancellationToken) is { } failed)
            {
                return (null, failed, static _ => null);
            }
        }

        if (loader is null || facts.Image is null)
        {
            return (null, Damaged($"{facts.Type}, which nothing here decodes"), static _ => null);
        }

        if (steps.OfType<Step.ToSticker>().FirstOrDefault() is { } sticker)
        {
            var maker = new StickerMaker(runs, loader, sticker);
            var halted = await maker.MakeAsync(original, cancellationToken);
            // libvips 8.14 writes EXIF of its own into every WebP, even when told to strip it.
            var made = maker.Made is { } unstripped ? StripMade(unstripped, scratch) : null;
            return (made, halted, step => step is Step.ToSticker ? maker.Format : Told(step, facts));
        }

        var toPng = steps.OfType<Step.Reencode>().Any(step => step.Format == PictureFormat.Png);
        var pipeline = new PicturePipeline(runs, PictureOperations.For(loader, runs.Source, steps, toPng), original);
        var image = new ImageMaker(runs, pipeline, steps);
        var over = await image.MakeAsync(cancellationToken);
        return (over is null ? image.Made : null, over, step => step switch
        {
            Step.Reencode => image.Format,
            Step.FitBytes => image.Fit,
            Step.Shrink => image.Shrunk ? "to" : null,
            _ => Told(step, facts),
        });
    }

    private static string? Told(Step step, MediaFacts facts) => step switch
    {
        Step.FirstFrame => string.Create(CultureInfo.InvariantCulture, $"of {facts.Image!.Frames}"),
        Step.Orient orient => string.Create(CultureInfo.InvariantCulture, $"upright, from orientation {orient.Orientation}"),
        Step.ToSrgb => facts.Image!.Profile == ColorProfile.Broken ? "the broken profile left out" : "8 bits a channel",
        Step.Flatten flatten => string.Create(CultureInfo.InvariantCulture, $"on #{flatten.Background:x6}"),
        _ => "",
    };

    // A step that was not needed has no details, and no line in the receipt.
    private static IReadOnlyList<StepDone> Receipt(IReadOnlyList<Step> steps, Details details, MediaFacts made, TimeSpan elapsed)
    {
        var told = steps.Select(step => (step.Name, Detail: details(step))).Where(step => step.Detail is not null).ToList();
        return [.. told.Select(step => new StepDone(step.Name, Completed(step.Detail!, made), elapsed / told.Count))];
    }

    private static string Completed(string detail, MediaFacts made) => detail == "to"
        ? string.Create(CultureInfo.InvariantCulture, $"to {made.Image!.Width} x {made.Image.Height} pixels")
        : detail;

    private static string WithoutDecoder(Source source, Scratch scratch) => string.Create(
        CultureInfo.InvariantCulture,
        $"without a decoder, from {source.Facts.Length} bytes to {new FileInfo(Path.Combine(scratch.Output, Stripped)).Length}");

    private static string? StripSource(Source source, Scratch scratch)
    {
        using var file = File.OpenHandle(source.Path);
        return Strip(file, scratch);
    }

    private static string? StripMade(string path, Scratch scratch)
    {
        using var file = scratch.OpenOutput(PictureRuns.NameOf(path));
        return file is null ? null : Strip(file, scratch);
    }

    private static string? Strip(SafeFileHandle file, Scratch scratch)
    {
        using var destination = new FileStream(Path.Combine(scratch.Output, Stripped), FileMode.CreateNew, FileAccess.Write);
        return MetadataStripper.TryStrip(new HandleSource(file), destination, out _) ? PictureRuns.PathOf(Stripped) : null;
    }

    private static Processed.Refused Damaged(string found) => new([new Breach(Rule.MediaDamaged, found, Rule.MediaDamaged.Accepted)]);
}
