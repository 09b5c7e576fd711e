using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing.Pictures;

/// <summary>One operation on a picture, as a command line without its input and its output.</summary>
/// <param name="Name">What vips calls it.</param>
/// <param name="Options">What stands behind the output.</param>
/// <param name="Instead">What to do when it fails.</param>
internal sealed record PictureOperation(string Name, IReadOnlyList<string> Options, PictureOperation? Instead = null)
{
    public static readonly PictureOperation Copy = new("tiffload", []);

    /// <param name="from">A file of <c>in</c> or <c>out</c>.</param>
    /// <param name="to">A name with the saver's options.</param>
    public IReadOnlyList<string> On(string from, string to) => [Name, from, to, .. Options];
}

/// <summary>Which operations make the pixels of a picture what the steps of a plan ask for, before they are saved.</summary>
internal static class PictureOperations
{
    private static readonly PictureOperation _toSrgb = new("colourspace", ["srgb"]);

    /// <summary>The first decodes the original, in rows from the top, which needs the least memory.</summary>
    public static IReadOnlyList<PictureOperation> For(PictureLoader loader, Source source, IReadOnlyList<Step> steps, bool toPng)
    {
        var image = source.Facts.Image!;
        var turns = steps.Any(step => step is Step.Orient);
        var turnsOnLoad = source.Facts.Container is Container.Jpeg or Container.Tiff or Container.Heic or Container.Avif;
        var operations = new List<PictureOperation> { Load(loader, source.Facts.Container, turns) };
        if (turns && !turnsOnLoad)
        {
            operations.Add(new PictureOperation("autorot", []));
        }

        if (steps.Any(step => step is Step.ToSrgb))
        {
            operations.AddRange(ToSrgb(image));
        }

        if (steps.OfType<Step.Flatten>().FirstOrDefault() is { } flatten)
        {
            // A colour can only be put behind a picture that has colours.
            if (image.Color == ColorModel.Gray && !IsGray(flatten.Background))
            {
                operations.Add(_toSrgb);
            }

            // To JPEG the saver flattens.
            if (toPng)
            {
                operations.Add(new PictureOperation("flatten", ["--background", Background(flatten.Background)]));
            }
        }

        return operations;
    }

    /// <summary>A colour as vips takes it: one number for all channels, or three.</summary>
    public static string Background(int color) => IsGray(color)
        ? (color & 0xFF).ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{color >> 16} {(color >> 8) & 0xFF} {color & 0xFF}");

    private static PictureOperation Load(PictureLoader loader, Container container, bool turns)
    {
        List<string> options = ["--access", "sequential", "--fail-on", "error"];
        if (container is Container.WebP or Container.Gif or Container.Tiff or Container.Heic or Container.Avif)
        {
            options.AddRange(["--page", "0", "--n", "1"]);
        }

        if (turns && container is Container.Jpeg or Container.Tiff)
        {
            options.Add("--autorotate");
        }

        return new PictureOperation(loader.Operation, options);
    }

    private static IEnumerable<PictureOperation> ToSrgb(ImageFacts image)
    {
        if (image.Color == ColorModel.Cmyk)
        {
            return [Transform("cmyk")];
        }

        // By its own profile where that is one. A broken one tells nothing, so the colours are what most are.
        return image.Profile == ColorProfile.Other ? [Transform("srgb") with { Instead = _toSrgb }]
            : image.BitDepth > 8 ? [_toSrgb]
            : [];
    }

    private static PictureOperation Transform(string without) => new("icc_transform", ["srgb", "--embedded", "--input-profile", without]);

    private static bool IsGray(int color) => (color >> 16) == (color & 0xFF) && ((color >> 8) & 0xFF) == (color & 0xFF);
}
