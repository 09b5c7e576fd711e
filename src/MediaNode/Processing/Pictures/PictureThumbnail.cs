using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing.Pictures;

/// <summary>The command line that makes a small picture of a large one: no more is decoded than the size needs.</summary>
internal static class PictureThumbnail
{
    /// <summary>
    /// Fits a picture into a square, upright and in sRGB. libvips looks for the loader itself here; that our reader knew the container,
    /// and that untrusted loaders are blocked, is why it may.
    /// </summary>
    public static IReadOnlyList<string> Fit(
        PictureLoader loader, ImageFacts image, string from, string to, int edge, params IEnumerable<string> options)
    {
        ArgumentNullException.ThrowIfNull(loader);
        var side = edge.ToString(CultureInfo.InvariantCulture);
        List<string> arguments = ["thumbnail", from, to, side, "--height", side, "--fail-on", "error"];
        if (image.Color == ColorModel.Cmyk)
        {
            arguments.AddRange(["--import-profile", "cmyk"]);
        }

        // Asked for without a profile to convert from, the conversion shifts the colours.
        if (image.Color == ColorModel.Cmyk || image.Profile == ColorProfile.Other)
        {
            arguments.AddRange(["--export-profile", "srgb"]);
        }

        return [.. arguments, .. options];
    }
}
