using System.Globalization;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing.Pictures;

/// <summary>Makes a sticker of a picture: a still WebP of a square, transparent where the picture is not.</summary>
internal sealed class StickerMaker(PictureRuns runs, PictureLoader loader, Step.ToSticker sticker)
{
    private const int Lossless = 100;

    // Transparency is coded without loss for as long as that fits: its edges are what is seen first. Only noise comes further than that,
    // and in the end it becomes smaller in its square rather than to be refused.
    private static readonly Try[] _tries =
    [
        new(Quality: 90), new(75), new(60), new(45), new(45, Alpha: 50), new(30), new(30, 50), new(15), new(15, 20),
        new(45, 50, Share: 0.75), new(30, 20, 0.75), new(45, 50, 0.5), new(15, 20, 0.5), new(45, 50, 0.25), new(15, 0, 0.25),
    ];

    /// <summary>The file that fits.</summary>
    public string? Made { get; private set; }

    /// <summary>How it was saved, for the receipt.</summary>
    public string Format { get; private set; } = "";

    /// <param name="original">What to decode: the source, or what was made of it because vips has no loader for it.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    /// <returns>Why it is over, or null when <see cref="Made"/> fits.</returns>
    public async Task<Processed?> MakeAsync(string original, CancellationToken cancellationToken)
    {
        var (boxed, share, seesThrough) = ("", 0d, false);
        foreach (var attempt in _tries)
        {
            if (attempt.Share != share)
            {
                share = attempt.Share;
                (boxed, seesThrough, var halted) = await BoxAsync(original, (int)(sticker.Edge * share), cancellationToken);
                if (halted is not null)
                {
                    return halted;
                }
            }

            // Where only the margins show through, their quality changes nothing.
            if (attempt.Alpha < Lossless && !seesThrough && share == 1)
            {
                continue;
            }

            if (await SaveAsync(boxed, attempt, cancellationToken) is { } failed)
            {
                return failed;
            }

            if (Made is not null)
            {
                return null;
            }
        }

        return new Processed.Refused([new Breach(Rule.MediaSize, "a picture that no quality makes small enough", Rule.MediaSize.Accepted)]);
    }

    // Always with transparency, so that the margins can be.
    private async Task<(string Boxed, bool SeesThrough, Processed? Halted)> BoxAsync(
        string original, int edge, CancellationToken cancellationToken)
    {
        var boxed = runs.NewFile("tif");
        var fit = PictureThumbnail.Fit(loader, runs.Source.Facts.Image!, original, boxed, edge);
        var halted = await runs.VipsAsync(fit, cancellationToken);
        if (halted is not null || runs.Inspect(boxed).Image is not { HasAlpha: false })
        {
            return (boxed, true, halted);
        }

        var opaque = runs.NewFile("tif");
        return (opaque, false, await runs.VipsAsync(["bandjoin_const", boxed, opaque, "255"], cancellationToken));
    }

    private async Task<Processed?> SaveAsync(string boxed, Try attempt, CancellationToken cancellationToken)
    {
        var file = runs.NewFile("webp");
        var edge = sticker.Edge.ToString(CultureInfo.InvariantCulture);
        var saver = string.Create(CultureInfo.InvariantCulture, $"[Q={attempt.Quality},alpha_q={attempt.Alpha},strip]");
        string[] pad = ["gravity", boxed, file + saver, "centre", edge, edge, "--extend", "background", "--background", "0"];
        if (await runs.VipsAsync(pad, cancellationToken) is { } failed)
        {
            return failed;
        }

        if (runs.LengthOf(file) > sticker.MostBytes)
        {
            runs.Drop(file);
            return null;
        }

        Made = file;
        Format = string.Create(CultureInfo.InvariantCulture, $"WebP of {edge} x {edge} pixels at quality {attempt.Quality}")
            + (attempt.Alpha < Lossless ? string.Create(CultureInfo.InvariantCulture, $", its transparency at {attempt.Alpha}") : "")
            + (attempt.Share < 1 ? string.Create(CultureInfo.InvariantCulture, $", the picture at {attempt.Share:0.##} of it") : "");
        return null;
    }

    /// <summary>One way to save a sticker.</summary>
    /// <param name="Quality">Of the colours.</param>
    /// <param name="Alpha">Of the transparency.</param>
    /// <param name="Share">Of the square's edge, which the picture may have.</param>
    private readonly record struct Try(int Quality, int Alpha = Lossless, double Share = 1);
}
