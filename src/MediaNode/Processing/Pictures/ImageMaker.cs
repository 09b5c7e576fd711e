using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;

namespace MediaNode.Processing.Pictures;

/// <summary>Makes an image of a picture: a JPEG or a PNG that fits.</summary>
internal sealed class ImageMaker(PictureRuns runs, PicturePipeline pipeline, IReadOnlyList<Step> steps)
{
    private const int MostShrinks = 6;
    private const int QualityOfShrunk = 82;
    private const long FewPixels = 6_000_000;
    private const int QualityOfMany = 85; // A first guess: 12 megapixels of a common scene at 92 are beyond the limit.

    private readonly long _most = steps.OfType<Step.FitBytes>().Single().MostBytes;
    private readonly string _background = PictureOperations.Background(
        steps.OfType<Step.Flatten>().Select(step => step.Background).FirstOrDefault(0xFFFFFF));

    private int _saves;
    private double _scale = 1;
    private string? _made;
    private (int Quality, long Bytes) _best;

    /// <summary>How it was saved, for the receipt.</summary>
    public string Format { get; private set; } = "PNG";

    /// <summary>What it took, for the receipt.</summary>
    public string Fit => string.Create(
        CultureInfo.InvariantCulture, $"{runs.LengthOf(_made!)} bytes of at most {_most}; saved {_saves} time{(_saves == 1 ? "" : "s")}");

    /// <summary>Whether it has fewer pixels than the original.</summary>
    public bool Shrunk => _scale < 1;

    /// <summary>The file that fits.</summary>
    public string? Made => _made;

    /// <returns>Why it is over, or null when <see cref="Made"/> fits.</returns>
    public async Task<Processed?> MakeAsync(CancellationToken cancellationToken)
    {
        var format = steps.OfType<Step.Reencode>().Single();
        if (format.Format == PictureFormat.Png)
        {
            var (file, halted) = await SaveAsync("png", "[compression=6,strip]", cancellationToken);
            if (halted is not null || runs.LengthOf(file) <= _most)
            {
                _made = halted is null ? file : null;
                return halted;
            }

            runs.Drop(file);
        }

        for (var first = FirstQuality(); ; first = QualityOfShrunk)
        {
            var tooLarge = await SearchAsync(first, cancellationToken);
            if (tooLarge.Halted is not null || _made is not null)
            {
                return tooLarge.Halted ?? (Shrunk ? await GrowAsync(cancellationToken) : null);
            }

            if (!Shrink(tooLarge.Bytes))
            {
                return new Processed.Refused(
                    [new Breach(Rule.MediaSize, "a picture that no quality makes small enough", Rule.MediaSize.Accepted)]);
            }
        }
    }

    // The least quality did not fit: bytes go with pixels, and what is shrunk is worth a better quality.
    private bool Shrink(long bytesAtLeast)
    {
        if (!steps.Any(step => step is Step.Shrink) || _scale < Math.Pow(0.5, MostShrinks))
        {
            return false;
        }

        _scale *= ShrinkEstimate.Smaller(_most, bytesAtLeast);
        pipeline.Resize(_scale);
        return true;
    }

    // The first guess was careful. What it left is worth one attempt more, and what was made is kept if that is too large.
    private async Task<Processed?> GrowAsync(CancellationToken cancellationToken)
    {
        if (ShrinkEstimate.Larger(_most, _best.Bytes) is not { } factor || _scale * factor >= 1)
        {
            return null;
        }

        pipeline.Resize(_scale * factor);
        var (file, halted) = await SaveAsync("jpg", SaverAt(_best.Quality), cancellationToken);
        if (halted is null && runs.LengthOf(file) is var bytes && bytes <= _most)
        {
            Take(file, (_best.Quality, bytes));
        }
        else
        {
            runs.Drop(file);
        }

        return halted;
    }

    private string SaverAt(int quality)
    {
        var subsampling = runs.Source.Facts.Image!.Subsampled ? ",subsample_mode=on" : "";
        // Tables of its own take a third of all the time, and save 2 % of the bytes of a good picture, 6 % of the worst.
        var tables = quality < QualitySearch.Good ? ",optimize_coding" : "";
        return string.Create(CultureInfo.InvariantCulture, $"[Q={quality},strip,background={_background}{tables}{subsampling}]");
    }

    private async Task<(long Bytes, Processed? Halted)> SearchAsync(int first, CancellationToken cancellationToken)
    {
        var search = new QualitySearch(_most, first);
        var bytes = 0L;
        while (search.Next is { } quality)
        {
            var (file, halted) = await SaveAsync("jpg", SaverAt(quality), cancellationToken);
            if (halted is not null)
            {
                return (0, halted);
            }

            bytes = runs.LengthOf(file);
            search.Tried(quality, bytes);
            if (search.Found == quality)
            {
                Take(file, (quality, bytes));
            }
            else
            {
                runs.Drop(file);
            }
        }

        return (bytes, null);
    }

    private void Take(string file, (int Quality, long Bytes) best)
    {
        if (_made is not null)
        {
            runs.Drop(_made);
        }

        (_made, _best) = (file, best);
        Format = string.Create(CultureInfo.InvariantCulture, $"JPEG at quality {_best.Quality}");
    }

    private async Task<(string File, Processed? Halted)> SaveAsync(string extension, string saver, CancellationToken cancellationToken)
    {
        _saves++;
        var file = runs.NewFile(extension);
        return (file, await pipeline.SaveAsync(file, saver, cancellationToken));
    }

    private int FirstQuality()
    {
        var (facts, image) = (runs.Source.Facts, runs.Source.Facts.Image!);
        if (facts.Container != Container.Jpeg || image.Quality is not { } quality)
        {
            return image.Pixels <= FewPixels ? QualitySearch.Best : QualityOfMany;
        }

        // One that fits already is made about as good as it was.
        return facts.Length > _most
            ? QualitySearch.FirstFor(_most, facts.Length, quality, image.Subsampled)
            : Math.Clamp(quality, QualityOfMany, QualitySearch.Best);
    }
}
