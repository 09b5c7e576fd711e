using MediaNode.Formats.Inspection;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;
using Microsoft.Extensions.Options;

namespace MediaNode.Processing.Pictures;

/// <summary>Makes the thumbnails of pictures and of PDFs. One that cannot be made is none: nothing fails for want of it.</summary>
internal sealed class PictureThumbnails(Sandbox sandbox, IOptions<SandboxOptions> options)
{
    private const int EdgeOfPage = 200; // Drawn twice as large, so that scaling down smooths its text.

    private static readonly int[] _qualities = [ThumbnailFile.Quality, 50];

    /// <summary>Makes one.</summary>
    /// <returns>The thumbnail; or why there is none, unless there is just nothing to show.</returns>
    /// <param name="source">A picture or a PDF; for anything else there is none.</param>
    /// <param name="scratch">Where the tools write; nothing of it is needed afterwards.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    public async Task<(Thumbnail? Thumbnail, Processed? Failure)> MakeAsync(Source source, Scratch scratch, CancellationToken cancellationToken)
    {
        var runs = new PictureRuns(sandbox, options.Value, source, scratch);
        var (original, container) = (PictureRuns.Original, source.Facts.Container);
        if (container is Container.Pdf or Container.Bmp)
        {
            (original, container) = container == Container.Pdf ? ("out/page.jpg", Container.Jpeg) : (runs.NewFile("tif"), Container.Tiff);
            var drawn = source.Facts.Container == Container.Pdf
                ? await runs.RunAsync(Tool.PdfToPpm, Vips.FirstPage(EdgeOfPage), cancellationToken)
                : await runs.RunAsync(Tool.Ffmpeg, Bitmap.ToTiff(original, source.Facts.Image is { HasAlpha: true }), cancellationToken);
            if (drawn is not null)
            {
                return (null, drawn);
            }
        }

        var image = container == source.Facts.Container ? source.Facts.Image : runs.Inspect(original).Image;
        return PictureLoader.For(container) is { } loader && image is not null
            ? await ShrinkAsync(runs, loader, image, original, scratch, cancellationToken)
            : (null, null);
    }

    private static async Task<(Thumbnail?, Processed?)> ShrinkAsync(
        PictureRuns runs, PictureLoader loader, ImageFacts image, string original, Scratch scratch, CancellationToken cancellationToken)
    {
        foreach (var quality in _qualities)
        {
            var made = runs.NewFile("jpg");
            var fit = PictureThumbnail.Fit(
                loader, image, original, made + ThumbnailFile.Saver(quality), ThumbnailFile.Edge, "--size", "down");
            if (await runs.VipsAsync(fit, cancellationToken) is { } failure)
            {
                return (null, failure);
            }

            if (ThumbnailFile.Read(scratch, PictureRuns.NameOf(made)) is { } thumbnail)
            {
                return (thumbnail, null);
            }
        }

        return (null, null);
    }
}
