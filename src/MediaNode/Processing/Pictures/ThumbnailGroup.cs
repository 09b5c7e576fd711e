using System.Globalization;
using MediaNode.Formats.Inspection;
using MediaNode.Formats.Limits;
using MediaNode.Sandboxing;
using MediaNode.Sandboxing.Tools;

namespace MediaNode.Processing.Pictures;

/// <summary>Pictures whose thumbnails are made in one start of libvips, together no more work than one picture may be.</summary>
/// <remarks>Theirs are small and common pictures: what takes a module, a profile or many pixels is made by itself.</remarks>
internal sealed class ThumbnailGroup(DecodeBounds bounds)
{
    /// <summary>By then a start's share in a picture is a thirtieth, and a box still has few files open.</summary>
    public const int MostPictures = 32;

    private const long MostPixels = 4_000_000;
    private const long MostPixelsTogether = 4 * MostPixels; // Half a second.
    private const long MostBytesTogether = 32 << 20;
    private const int PartOfDeadline = 4; // What takes as long is nothing small; the others do not wait for it.

    private readonly List<WaitingPicture> _pictures = [];
    private long _pixels;
    private long _bytes;

    public IReadOnlyList<WaitingPicture> Pictures => _pictures;

    /// <summary>Whether a picture may share its start with others.</summary>
    public static bool Takes(MediaFacts facts) =>
        facts is { Container: Container.Jpeg or Container.Png, Damage: null, Length: < MostBytesTogether, Image: { Frames: 1, Pixels: <= MostPixels } image }
        && image.Color != ColorModel.Cmyk && image.Profile != ColorProfile.Other;

    /// <returns>False when it would be too much; the first is never.</returns>
    public bool TryAdd(WaitingPicture picture)
    {
        var (pixels, bytes) = (_pixels + picture.Source.Facts.Image!.Pixels, _bytes + picture.Source.Facts.Length);
        if (_pictures.Count > 0
            && (_pictures.Count == MostPictures || pixels > Math.Min(MostPixelsTogether, bounds.MostPixels) || bytes > MostBytesTogether))
        {
            return false;
        }

        _pictures.Add(picture);
        (_pixels, _bytes) = (pixels, bytes);
        return true;
    }

    /// <summary>Makes them.</summary>
    /// <returns>One for each picture, in their order; null for one that is to be made by itself.</returns>
    public async Task<IReadOnlyList<Thumbnail?>> RunAsync(
        Tool tool, Sandbox sandbox, SandboxOptions options, ScratchRoom room, CancellationToken cancellationToken)
    {
        var none = new Thumbnail?[_pictures.Count];
        var written = PictureRuns.MostWritten(_pixels);
        using var scratch = room.TryTake(written, out _);
        if (scratch is null)
        {
            return none;
        }

        var result = await sandbox.RunAsync(
            new SandboxRun
            {
                Tool = tool,
                Arguments = Vips.Thumbnails(_pictures.Count, ThumbnailFile.Edge, ThumbnailFile.Saver(ThumbnailFile.Quality)),
                Inputs = [.. _pictures.Select(picture => picture.Source.Path)],
                OutputBesideInputs = true,
                Scratch = scratch,
                Limits = new RunLimits(options.MemoryPerJob.Bytes, written, options.ImageTimeout / PartOfDeadline),
            },
            cancellationToken);

        // A complaint names no picture: it may be about any of them, and a thumbnail of what is damaged would pass for one of what is not.
        return result is RunResult.Done { Errors: var errors } && string.IsNullOrWhiteSpace(errors)
            ? [.. _pictures.Select((_, at) => ThumbnailFile.Read(scratch, string.Create(CultureInfo.InvariantCulture, $"{at}.jpg")))]
            : none;
    }
}
