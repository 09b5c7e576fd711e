using MediaNode.Formats.Inspection;

namespace MediaNode.Formats.Limits;

/// <summary>The rules of images and stickers.</summary>
internal static class PictureRules
{
    private const int MostBits = 8;

    public static void Check(MediaFacts facts, KindLimit limit, DecodeBounds bounds, Breaches breaches)
    {
        if (facts.Image is not { } image)
        {
            return;
        }

        CheckBounds(image, bounds, breaches);
        if (image.Frames > limit.MostFrames || (image.Animated && limit.MostFrames == 1))
        {
            breaches.Add(limit.Kind == Kind.Sticker ? Rule.StickerAnimation : Rule.ImageAnimation, Moving(image));
        }

        if (limit.Edge is { } edge && (image.Width != edge || image.Height != edge))
        {
            breaches.Add(Rule.StickerDimensions, FactText.Dimensions(image.Width, image.Height));
        }

        if (limit.Kind == Kind.Image)
        {
            CheckPixels(image, limit, breaches);
        }

        if (image.Orientation != 1)
        {
            breaches.Add(Rule.ImageOrientation, Turned(image.Orientation));
        }

        if (image.HasLocation)
        {
            breaches.Add(Rule.ImageLocation, "metadata that tell a place");
        }
    }

    private static void CheckBounds(ImageFacts image, DecodeBounds bounds, Breaches breaches)
    {
        if (image.Pixels > bounds.MostPixels)
        {
            breaches.Add(
                Rule.MediaPixels,
                $"{FactText.Dimensions(image.Width, image.Height)}, which are {FactText.Number(image.Pixels)}",
                $"at most {FactText.Count(bounds.MostPixels, "pixel")}");
        }

        if (image.Frames > bounds.MostFrames)
        {
            breaches.Add(Rule.MediaFrames, FramesOf(image), $"at most {FactText.Count(bounds.MostFrames, "frame")}");
        }
    }

    // A sticker is a WebP, which has 8 bits, RGB and transparency by its nature.
    private static void CheckPixels(ImageFacts image, KindLimit limit, Breaches breaches)
    {
        if (image.HasAlpha && limit.Transparency == false)
        {
            breaches.Add(Rule.ImageTransparency, "an alpha channel or a transparent colour");
        }

        if (image.Color == ColorModel.Cmyk)
        {
            breaches.Add(Rule.ImageColor, "CMYK");
        }
        else if (image.Profile is ColorProfile.Other or ColorProfile.Broken)
        {
            // A printer's colours have a profile of their own, and are told as what they are.
            breaches.Add(
                Rule.ImageProfile, image.Profile == ColorProfile.Broken ? "a broken colour profile" : "a colour profile other than sRGB");
        }

        if (image.BitDepth > MostBits)
        {
            breaches.Add(Rule.ImageBitDepth, $"{FactText.Count(image.BitDepth, "bit")} a channel");
        }
    }

    // Of one frame it moves nothing, but players take it for an animation.
    private static string Moving(ImageFacts image) => image.Frames > 1 ? FramesOf(image) : "an animation of 1 frame";

    private static string FramesOf(ImageFacts image) =>
        FactText.Count(image.Frames, "frame") + (image.Frames >= ImageFacts.MostFrames ? " or more" : "");

    private static string Turned(int orientation) => orientation switch
    {
        2 => "mirrored",
        3 => "to be turned by 180 degrees",
        4 => "upside down and mirrored",
        5 => "to be turned by 270 degrees clockwise and mirrored",
        6 => "to be turned by 90 degrees clockwise",
        7 => "to be turned by 90 degrees clockwise and mirrored",
        _ => "to be turned by 270 degrees clockwise",
    };
}
