using System.Globalization;
using MediaNode.Formats.Inspection;

namespace MediaNode.Sandboxing.Tools;

/// <summary>A loader of libvips, named by us. There is none for what libvips calls untrusted.</summary>
internal sealed record PictureLoader
{
    private PictureLoader(string operation, params IReadOnlyList<string> modules) => (Operation, Modules) = (operation, modules);

    /// <summary>As libvips calls it.</summary>
    public string Operation { get; }

    /// <summary>The modules that it is in, where it is not in libvips itself: <see cref="SandboxRun.Modules"/>.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <returns>Null for a container that libvips is never given.</returns>
    public static PictureLoader? For(Container container) => container switch
    {
        Container.Jpeg => new PictureLoader("jpegload"),
        Container.Png => new PictureLoader("pngload"),
        Container.WebP => new PictureLoader("webpload"),
        Container.Gif => new PictureLoader("gifload"),
        Container.Heic or Container.Avif => new PictureLoader("heifload", VipsModules.Heif),
        Container.Tiff => new PictureLoader("tiffload"),
        _ => null,
    };
}

/// <summary>Command lines of vips and of pdftoppm. Dimensions and frames were checked from the header before any of them runs.</summary>
/// <remarks>Between two steps stands a TIFF: libvips calls its own <c>.v</c> untrusted.</remarks>
internal static class Vips
{
    /// <summary>Decodes <c>in/0</c> with one loader, whatever else the bytes might be, and saves it.</summary>
    /// <param name="loader">By what our own reader found.</param>
    /// <param name="output">A name with the saver's options: <c>out/picture.jpg[Q=80,strip]</c>.</param>
    /// <param name="options">Of the loader: <c>--shrink 2</c>, <c>--fail-on error</c>.</param>
    public static IReadOnlyList<string> Load(PictureLoader loader, string output, params IEnumerable<string> options) =>
        [loader.Operation, "in/0", output, .. options];

    /// <summary>
    /// Decodes no more of a picture than the size needs, upright. libvips looks for the loader itself here, so it takes
    /// any that it trusts; that our reader knew the container is why it may.
    /// </summary>
    /// <param name="loader">By what our own reader found: without one there is no thumbnail.</param>
    /// <param name="input">A file of <c>in</c> or <c>out</c>.</param>
    /// <param name="output">A name with the saver's options.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="options">More of them: <c>--size down</c>.</param>
    public static IReadOnlyList<string> Thumbnail(
        PictureLoader loader, string input, string output, int width, int height, params IEnumerable<string> options)
    {
        ArgumentNullException.ThrowIfNull(loader);
        return
        [
            "thumbnail", input, output, width.ToString(CultureInfo.InvariantCulture), "--height", height.ToString(CultureInfo.InvariantCulture),
            "--fail-on", "error", .. options,
        ];
    }

    /// <summary>
    /// Fits <c>in/0</c>, <c>in/1</c> … into a square each, as <see cref="Thumbnail"/> does: <c>out/0.jpg</c>, <c>out/1.jpg</c> … of
    /// <c>vipsthumbnail</c>, which writes beside its inputs (<see cref="SandboxRun.OutputBesideInputs"/>).
    /// </summary>
    /// <remarks>It has no <c>--fail-on</c>: what is damaged it draws as far as it can, and complains without saying of which picture.</remarks>
    /// <param name="count">How many pictures.</param>
    /// <param name="edge">Pixels; none is enlarged.</param>
    /// <param name="saver">The saver's options: <c>[Q=80,strip]</c>.</param>
    public static IReadOnlyList<string> Thumbnails(int count, int edge, string saver) =>
    [
        "--vips-cache-max=0", // Nothing of one picture stays for the next.
        "--size", string.Create(CultureInfo.InvariantCulture, $"{edge}x{edge}>"), "-o", $"out/%s.jpg{saver}",
        .. Enumerable.Range(0, count).Select(static at => string.Create(CultureInfo.InvariantCulture, $"in/{at}")),
    ];

    /// <summary>Draws the first page of the PDF <c>in/0</c> as <c>out/page.jpg</c>. libvips' own loader of PDF is an untrusted one.</summary>
    /// <param name="edge">Pixels of the longer edge.</param>
    public static IReadOnlyList<string> FirstPage(int edge) =>
        ["-f", "1", "-l", "1", "-singlefile", "-jpeg", "-scale-to", edge.ToString(CultureInfo.InvariantCulture), "in/0", "out/page"];
}
