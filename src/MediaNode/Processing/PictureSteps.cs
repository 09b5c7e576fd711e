using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;

namespace MediaNode.Processing;

/// <summary>The steps that make an image or a sticker of a picture.</summary>
internal static class PictureSteps
{
    public static IReadOnlyList<Step> ForImage(MediaFacts facts, IReadOnlyList<Breach> breaches, ProcessingPolicy policy)
    {
        if (!IsPicture(facts.Container))
        {
            return [];
        }

        if (MetadataAlone(facts, breaches, KindLimit.Of(Kind.Image)))
        {
            return [new Step.StripMetadata()];
        }

        var steps = Prepare(facts, firstFrame: breaches.Has(Rule.ImageAnimation));
        if (breaches.Has(Rule.ImageTransparency))
        {
            steps.Add(new Step.Flatten(policy.Background));
        }

        // A PNG is mostly text or drawing, which JPEG blurs: it stays one if it can. Only 16 bits that become 8 make one much smaller.
        var keepsPng = facts.Container == Container.Png && (!breaches.Has(Rule.MediaSize) || breaches.Has(Rule.ImageBitDepth));
        steps.Add(keepsPng ? new Step.Reencode(PictureFormat.Png, PictureFormat.Jpeg) : new Step.Reencode(PictureFormat.Jpeg));
        steps.Add(new Step.FitBytes(KindLimit.Of(Kind.Image).MostPlain));
        steps.Add(new Step.Shrink());
        return steps;
    }

    public static IReadOnlyList<Step> ForSticker(MediaFacts facts, IReadOnlyList<Breach> breaches, ProcessingPolicy policy)
    {
        if (!IsPicture(facts.Container))
        {
            return [];
        }

        var limit = KindLimit.Of(Kind.Sticker);
        if (MetadataAlone(facts, breaches, limit))
        {
            return [new Step.StripMetadata()];
        }

        // An animation of one frame loses nothing.
        var firstFrame = (policy.FirstFrameOfSticker || facts.Image?.Frames == 1) && breaches.Has(Rule.StickerAnimation);
        return [.. Prepare(facts, firstFrame), new Step.ToSticker(limit.Edge!.Value, limit.MostPlain)];
    }

    private static List<Step> Prepare(MediaFacts facts, bool firstFrame)
    {
        var steps = new List<Step>();
        if (firstFrame)
        {
            steps.Add(new Step.FirstFrame());
        }

        if (facts.Image is not { } image)
        {
            return steps;
        }

        if (image.Orientation != 1)
        {
            steps.Add(new Step.Orient(image.Orientation));
        }

        // The profile stays behind with the other metadata, so the colours must no longer need it.
        if (image.Color == ColorModel.Cmyk || image.BitDepth > 8 || image.Profile is ColorProfile.Other or ColorProfile.Broken)
        {
            steps.Add(new Step.ToSrgb());
        }

        return steps;
    }

    // Whether a copy without metadata breaches nothing any more, and so takes no decoder.
    private static bool MetadataAlone(MediaFacts facts, IReadOnlyList<Breach> breaches, KindLimit limit) => breaches.All(breach =>
        breach.Rule == Rule.ImageLocation
        || (breach.Rule == Rule.MediaSize && facts.Image?.LengthWithoutMetadata <= limit.MostPlain));

    private static bool IsPicture(Container container) => container
        is Container.Jpeg or Container.Png or Container.WebP or Container.Gif
        or Container.Heic or Container.Avif or Container.Tiff or Container.Bmp;
}
