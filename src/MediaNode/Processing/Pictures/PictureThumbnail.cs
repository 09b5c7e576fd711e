using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing.Pictures;

/// <summary>The command line that makes a small picture of a large one, in sRGB.</summary>
internal static class PictureThumbnail
{
    /// <summary>Fits a picture into a square.</summary>
    public static IReadOnlyList<string> Fit(
        PictureLoader loader, ImageFacts image, string from, string to, int edge, params IEnumerable<string> options)
    {
        string[] input = image.Color == ColorModel.Cmyk ? ["--import-profile", "cmyk"] : [];

        // Asked for without a profile to convert from, the conversion shifts the colours.
        string[] output = image.Color == ColorModel.Cmyk || image.Profile == ColorProfile.Other ? ["--export-profile", "srgb"] : [];
        return Vips.Thumbnail(loader, from, to, edge, edge, [.. input, .. output, .. options]);
    }
}
