using System.Globalization;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing.Pictures;

/// <summary>Makes a sticker of a picture: a still WebP of a square, transparent where the picture is not.</summary>
internal sealed class StickerMaker(PictureRuns runs, PictureLoader loader, Step.ToSticker sticker)
{
    private const int FirstQuality = 90;
    private const int Step = 15;
    private const int Least = 15;

    /// <summary>The file that fits.</summary>
    public string? Made { get; private set; }

    /// <summary>How it was saved, for the receipt.</summary>
    public string Format { get; private set; } = "";

    /// <param name="original">What to decode: the source, or what was made of it because vips has no loader for it.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    /// <returns>Why it is over, or null when <see cref="Made"/> fits.</returns>
    public async Task<Processed?> MakeAsync(string original, CancellationToken cancellationToken)
    {
        var boxed = runs.NewFile("tif");
        var fit = PictureThumbnail.Fit(loader, runs.Source.Facts.Image!, original, boxed, sticker.Edge);
        if (await runs.VipsAsync(fit, cancellationToken) is { } halted)
        {
            return halted;
        }

        if (runs.Inspect(boxed).Image is { HasAlpha: false })
        {
            var opaque = runs.NewFile("tif");
            if (await runs.VipsAsync(["bandjoin_const", boxed, opaque, "255"], cancellationToken) is { } failed)
            {
                return failed;
            }

            boxed = opaque;
        }

        var edge = sticker.Edge.ToString(CultureInfo.InvariantCulture);
        for (var quality = FirstQuality; quality >= Least; quality -= Step)
        {
            var file = runs.NewFile("webp");
            var saver = string.Create(CultureInfo.InvariantCulture, $"[Q={quality},strip]");
            string[] pad = ["gravity", boxed, file + saver, "centre", edge, edge, "--extend", "background", "--background", "0"];
            if (await runs.VipsAsync(pad, cancellationToken) is { } failed)
            {
                return failed;
            }

            if (runs.LengthOf(file) <= sticker.MostBytes)
            {
                Made = file;
                Format = string.Create(CultureInfo.InvariantCulture, $"WebP of {edge} x {edge} pixels at quality {quality}");
                return null;
            }

            runs.Drop(file);
        }

        return new Processed.Refused([new Breach(Rule.MediaSize, "a picture that no quality makes small enough", Rule.MediaSize.Accepted)]);
    }
}
